// A durable record as text: lines of a name, a blank and a text. Names may repeat.
//
//   std::string text;
//   put_line(text, "to", address);
//   const record r(text);  r.text("to"), r.number("next")
#pragma once

#include "mail/text/number.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::mail_command::state {

// Line ends in `text` become blanks.
inline void put_line(std::string& to, std::string_view name, std::string_view text) {
  to.append(name) += ' ';
  for (const char c : text) to += c == '\n' || c == '\r' ? ' ' : c;
  to += '\n';
}

inline void put_line(std::string& to, std::string_view name, std::int64_t number) {
  put_line(to, name, std::to_string(number));
}

class record {
 public:
  explicit record(std::string_view of) {
    while (!of.empty()) {
      const std::string_view line = of.substr(0, of.find('\n'));
      of.remove_prefix(std::min(of.size(), line.size() + 1));
      const auto blank = line.find(' ');
      if (blank != std::string_view::npos) lines_.emplace_back(line.substr(0, blank), line.substr(blank + 1));
    }
  }

  // The first of that name; empty: there is none.
  std::string text(std::string_view name) const {
    for (const auto& [key, value] : lines_)
      if (key == name) return value;
    return {};
  }
  std::optional<std::int64_t> number(std::string_view name) const {
    return mail::to_number<std::int64_t>(text(name));
  }
  std::vector<std::string> texts(std::string_view name) const {
    std::vector<std::string> all;
    for (const auto& [key, value] : lines_)
      if (key == name) all.push_back(value);
    return all;
  }

 private:
  std::vector<std::pair<std::string, std::string>> lines_;
};

// The place of `word` in a table of names.
template <class Names>
std::optional<std::size_t> place_of(const Names& names, std::string_view word) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == word) return i;
  return std::nullopt;
}

// Fixed width: keys in the order of the numbers.
inline std::string digits_of(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  return std::string(20 - digits.size(), '0') + digits;
}

}  // namespace watchpost::mail_command::state
