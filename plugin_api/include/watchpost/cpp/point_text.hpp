// watchpost/cpp/point_text.hpp - point values as people write and read them.
//
//   #include <cassert>
//
//   int main() {
//     point::info level;
//     level.kind = point::kind::analog;
//     level.decimals = 1;
//     level.unit = "kPa";
//     assert(point::to_text(level, 12.345) == "12.3 kPa");  // by its decimals and unit
//     assert(point::parse(level, "12.5") == point::value(12.5));
//
//     point::info pump;
//     pump.on_word = "running";
//     assert(point::to_text(pump, true) == "running");
//     assert(point::parse(pump, "ON") == point::value(true));
//   }
//
// Pure, bounded, independent of the locale; never throws but for memory.
#pragma once

#include <watchpost/cpp/point_values.hpp>
#include <watchpost/cpp/values.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

namespace watchpost::point {

namespace detail {
/// At most 15 decimals; never "-0"; "none" for what is not finite.
inline std::string fixed(double number, std::uint32_t decimals) {
  if (!std::isfinite(number)) return "none";
  std::array<char, 400> digits{};
  const auto [end, fault] =
      std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed,
                    static_cast<int>(std::min(decimals, 15u)));
  if (fault != std::errc()) return "none";
  std::string out(digits.data(), end);
  const bool zero = out.front() == '-' && out.find_first_not_of("-0.") == std::string::npos;
  return zero ? out.substr(1) : out;
}
}  // namespace detail

/// Without the unit: "12.3", "running", "none".
inline std::string bare_text(const info& of, const value& v) {
  if (const auto* b = std::get_if<bool>(&v)) return *b ? of.on_word : of.off_word;
  if (const auto* i = std::get_if<std::int64_t>(&v)) return std::to_string(*i);
  if (const auto* d = std::get_if<double>(&v)) return detail::fixed(*d, of.decimals);
  if (const auto* t = std::get_if<std::string>(&v)) return *t;
  return "none";
}

/// With the unit of a number.
inline std::string to_text(const info& of, const value& v) {
  const bool number = std::holds_alternative<std::int64_t>(v) || std::holds_alternative<double>(v);
  return bare_text(of, v) + (number && !of.unit.empty() ? " " + of.unit : "");
}

/// nullopt: not a value of this point's kind. Digital: on, off, true, false, yes, no, 1, 0 and the point's
/// own words, in any ASCII case. Numbers may carry the unit. Limits are not looked at: the host does that.
inline std::optional<value> parse(const info& of, std::string_view text) {
  text = values::trim(text);
  if (of.kind == kind::text) {
    const bool line =
        std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7F; });
    if (!line || text.size() > WP_POINT_TEXT_MAX) return std::nullopt;
    return value(std::string(text));
  }
  if (of.kind == kind::digital) {
    if (values::equal_ignoring_case(text, of.on_word)) return value(true);
    if (values::equal_ignoring_case(text, of.off_word)) return value(false);
    if (const auto b = values::parse_bool(text)) return value(*b);
    return std::nullopt;
  }
  if (!of.unit.empty() && text.size() > of.unit.size() && text.ends_with(of.unit))
    text = values::trim(text.substr(0, text.size() - of.unit.size()));
  if (text.starts_with('+')) text.remove_prefix(1);
  if (of.kind == kind::analog) {
    if (const auto d = values::parse_float(text)) return value(*d);
    return std::nullopt;
  }
  const auto i = values::parse_int(text);
  if (!i || (of.kind == kind::counter && *i < 0)) return std::nullopt;
  return value(*i);
}

}  // namespace watchpost::point
