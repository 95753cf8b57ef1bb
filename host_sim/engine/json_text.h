// json_text.h - JSON as text with numbers that people can read (0.25, not 2.5E-1), and the members of objects that may
// be there or not, or be of another type.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::engine {

/// On one line.
std::string json_text(const boost::json::value& value);

/// Empty: there is no such text.
inline std::string text_at(const boost::json::object& in, std::string_view key) {
  const auto* found = in.if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

/// 0: there is no such whole number.
inline std::int64_t integer_at(const boost::json::object& in, std::string_view key) {
  const auto* found = in.if_contains(key);
  return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

}  // namespace watchpost::engine
