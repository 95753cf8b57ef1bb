// Letters and words of ASCII, whatever the locale.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace watchpost::mail::ascii {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr bool is_alpha(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
constexpr bool is_alnum(char c) { return is_digit(c) || is_alpha(c); }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_eight_bit(char c) { return static_cast<unsigned char>(c) > 0x7f; }
constexpr bool is_control(char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }

// Equal but for the case of letters.
constexpr bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

// Whether `text` begins with the word, but for the case of letters.
constexpr bool begins(std::string_view text, std::string_view word) {
  return same_word(text.substr(0, word.size()), word);
}

inline std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

inline std::string uppered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), upper);
  return out;
}

template <class Range>
constexpr bool holds_word(const Range& words, std::string_view word) {
  return std::any_of(std::begin(words), std::end(words), [&](const auto& w) { return same_word(w, word); });
}

}  // namespace watchpost::mail::ascii
