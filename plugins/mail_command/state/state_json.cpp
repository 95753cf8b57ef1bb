#include "state_json.h"

#include <boost/json/parse.hpp>

namespace watchpost::mail_command::state {

namespace json = boost::json;

json::value to_json(const point::value& v) {
  if (const auto* b = std::get_if<bool>(&v)) return *b;
  if (const auto* i = std::get_if<std::int64_t>(&v)) return *i;
  if (const auto* t = std::get_if<std::string>(&v)) return json::string(*t);
  // Apart from the integers, also where it is a whole number.
  if (const auto* d = std::get_if<double>(&v)) return json::array{*d};
  return nullptr;
}

point::value value_of(const json::value& v) {
  if (const auto* b = v.if_bool()) return *b;
  if (const auto* i = v.if_int64()) return *i;
  if (const auto* t = v.if_string()) return std::string(*t);
  if (const auto* d = v.if_array(); d != nullptr && d->size() == 1) {
    boost::system::error_code fault;
    const double number = d->front().to_number<double>(fault);
    if (!fault) return number;
  }
  return {};
}

std::optional<json::object> read_object(std::string_view text) {
  boost::system::error_code fault;
  json::value v = json::parse(text, fault);
  if (fault || !v.is_object()) return std::nullopt;
  return std::move(v.get_object());
}

std::string text_of(const json::object& in, std::string_view key) {
  const auto* v = in.if_contains(key);
  return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::int64_t number_of(const json::object& in, std::string_view key) {
  const auto* v = in.if_contains(key);
  return v != nullptr && v->is_int64() ? v->get_int64() : 0;
}

bool flag_of(const json::object& in, std::string_view key) {
  const auto* v = in.if_contains(key);
  return v != nullptr && v->is_bool() && v->get_bool();
}

const json::array& array_of(const json::object& in, std::string_view key) {
  static const json::array none;
  const auto* v = in.if_contains(key);
  return v != nullptr && v->is_array() ? v->get_array() : none;
}

}  // namespace watchpost::mail_command::state
