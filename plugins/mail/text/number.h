// Whole decimal numbers: digits, and for signed types a '-' in front; no blanks, nothing that does not fit.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail {

// Takes the number off the front of `rest`.
template <std::integral T = std::uint32_t>
std::optional<T> take_number(std::string_view& rest) {
  T value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (error != std::errc{}) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return value;
}

// All of `text`.
template <std::integral T = std::uint32_t>
std::optional<T> to_number(std::string_view text) {
  const auto value = take_number<T>(text);
  return text.empty() ? value : std::nullopt;
}

// Twenty digits: texts in the order of the numbers.
inline std::string fixed_width(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  return std::string(20 - digits.size(), '0') + digits;
}

}  // namespace watchpost::mail
