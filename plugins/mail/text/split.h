// Taking apart what stands in a row: each takes its piece off the front of `rest`.
#pragma once

#include "ascii.h"

#include <algorithm>
#include <string_view>

namespace watchpost::mail {

// Up to the next `separator`, which goes too, or all.
inline std::string_view take_part(std::string_view& rest, char separator) {
  const auto part = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

// The next word, without the blanks before it; empty: there is none.
inline std::string_view take_word(std::string_view& rest, std::string_view blanks = " ") {
  const auto begin = std::min(rest.find_first_not_of(blanks), rest.size());
  const auto end = std::min(rest.find_first_of(blanks, begin), rest.size());
  const auto word = rest.substr(begin, end - begin);
  rest.remove_prefix(end);
  return word;
}

// Without the blanks around it.
constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && ascii::is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && ascii::is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// The next line, without the LF or CRLF at its end.
inline std::string_view take_line(std::string_view& rest) {
  auto line = take_part(rest, '\n');
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace watchpost::mail
