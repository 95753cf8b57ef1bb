#include "engine/json_text.h"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace watchpost::engine {
namespace json = boost::json;
namespace {

void write(const json::value& value, std::string& out) {
  if (const auto* object = value.if_object()) {
    out += '{';
    bool first = true;
    for (const auto& entry : *object) {
      if (!first) out += ',';
      first = false;
      out += json::serialize(json::string(entry.key())) + ":";
      write(entry.value(), out);
    }
    out += '}';
  } else if (const auto* array = value.if_array()) {
    out += '[';
    for (const auto& element : *array) {
      if (&element != array->data()) out += ',';
      write(element, out);
    }
    out += ']';
  } else if (const auto* number = value.if_double()) {
    out += fmt::format("{}", *number);
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string json_text(const json::value& value) {
  std::string out;
  write(value, out);
  return out;
}

}  // namespace watchpost::engine
