// watchpost/cpp/accept.hpp - does a text fit a parameter? One answer for plugins, hosts and tests.
//
//   #include <cassert>
//
//   int main() {
//     wp_param port{};
//     port.kind = WP_KIND_PORT;
//     assert(plugin::accepts(port, "submission"));
//     assert(plugin::expectation(port) == "a port from 1 to 65535 or a service name such as submission");
//   }
//
// A parameter's own limits (min, max, choices) count; whether it is required does not. A kind that is not
// known is a STRING. Pure: any thread, nothing is kept; only what returns a std::string may throw
// (std::bad_alloc).
#pragma once

#include <watchpost/cpp/address_values.hpp>
#include <watchpost/cpp/text.hpp>
#include <watchpost/cpp/values.hpp>
#include <watchpost/param.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::plugin {

/// Kinds whose value is taken as it stands, blanks at its ends included.
constexpr bool is_verbatim(std::uint32_t kind) noexcept {
  return kind == WP_KIND_STRING || kind == WP_KIND_TEXT || kind == WP_KIND_SECRET || kind == WP_KIND_PATH ||
         kind > WP_KIND_PATH;
}

/// Parses with `parse` and checks min and max, which are spelled like any value and inclusive.
template <class Parse>
auto parse_bounded(const wp_param& p, std::string_view text, Parse parse) -> decltype(parse(text)) {
  const auto value = parse(text);
  if (!value) return value;
  if (const auto low = p.min != nullptr ? parse(p.min) : std::nullopt; low && *value < *low)
    return std::nullopt;
  if (const auto high = p.max != nullptr ? parse(p.max) : std::nullopt; high && *high < *value)
    return std::nullopt;
  return value;
}

/// The index of the choice that `text` names, in any case.
inline std::optional<std::size_t> find_choice(const wp_param& p, std::string_view text) noexcept {
  for (std::size_t i = 0; i < p.choice_count; ++i) {
    if (values::equal_ignoring_case(view(p.choices[i].value), text)) return i;
  }
  return std::nullopt;
}

/// What is wrong with the characters of a value, to stand behind it: "contains a line break; remove it"; or
/// "".
inline std::string_view character_fault(std::uint32_t kind, std::string_view text) noexcept {
  for (char c : text) {
    if (c == '\0') return "contains a NUL character; remove it";
    if ((c == '\r' || c == '\n') && kind != WP_KIND_TEXT) return "contains a line break; remove it";
  }
  return values::is_utf8(text) ? "" : "is not UTF-8 text; convert it";
}

/// True when `text`, already trimmed unless is_verbatim(), is a value of this parameter.
inline bool accepts(const wp_param& p, std::string_view text) {
  if (!character_fault(p.kind, text).empty()) return false;
  switch (p.kind) {
    case WP_KIND_BOOL: return values::parse_bool(text).has_value();
    case WP_KIND_INT: return parse_bounded(p, text, values::parse_int).has_value();
    case WP_KIND_FLOAT: return parse_bounded(p, text, values::parse_float).has_value();
    case WP_KIND_ENUM: return find_choice(p, text).has_value();
    case WP_KIND_DURATION: return parse_bounded(p, text, values::parse_duration).has_value();
    case WP_KIND_SIZE: return parse_bounded(p, text, values::parse_size).has_value();
    case WP_KIND_HOST: return values::parse_host(text).has_value();
    case WP_KIND_PORT: return values::parse_port(text).has_value();
    case WP_KIND_EMAIL: return values::is_email(text);
    case WP_KIND_PATH: return !text.empty();
    default: return true;
  }
}

/// What a value must look like, to stand behind "expected ".
inline std::string expectation(const wp_param& p) {
  std::string out;
  switch (p.kind) {
    case WP_KIND_BOOL: return "true or false";
    case WP_KIND_INT: out = "a whole number"; break;
    case WP_KIND_FLOAT: out = "a number such as 0.5"; break;
    case WP_KIND_DURATION: out = "a duration such as 500ms, 30s or 1h30m"; break;
    case WP_KIND_SIZE: out = "a size such as 4096, 64KiB or 10MB"; break;
    case WP_KIND_HOST: return "a host name or an IP address (international names in their xn-- form)";
    case WP_KIND_PORT: return "a port from 1 to 65535 or a service name such as submission";
    case WP_KIND_EMAIL: return "a mail address such as ops@example.com";
    case WP_KIND_PATH: return "a file or folder";
    case WP_KIND_ENUM:
      out = "one of ";
      for (std::size_t i = 0; i < p.choice_count; ++i) {
        if (i != 0) out += ", ";
        out += view(p.choices[i].value);
      }
      return out;
    default: return "a text";
  }
  if (p.min != nullptr && p.max != nullptr) return out + ", from " + p.min + " to " + p.max;
  if (p.min != nullptr) return out + ", at least " + p.min;
  if (p.max != nullptr) return out + ", at most " + p.max;
  return out;
}

}  // namespace watchpost::plugin
