#include "bearer_status_parser.h"

#include "../failure.h"

#include <boost/json.hpp>

namespace watchpost::mail::sasl {

namespace json = boost::json;

std::string parse_bearer_status(std::string_view text) {
  constexpr std::size_t most = 8192;
  if (text.size() > most) return {};
  json::parse_options strict;
  strict.max_depth = 4;
  json::error_code broken;
  const json::value value = json::parse(json::string_view(text.data(), text.size()), broken, {}, strict);
  if (broken || !value.is_object()) return {};
  std::string words;
  for (const char* key : {"status", "scope"}) {
    const json::value* const member = value.get_object().if_contains(key);
    if (member == nullptr || !member->is_string() || member->get_string().empty()) continue;
    if (!words.empty()) words += ", ";
    words += key;
    words += ' ';
    words.append(member->get_string().data(), member->get_string().size());
  }
  return printable(words);
}

}  // namespace watchpost::mail::sasl
