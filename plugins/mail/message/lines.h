// Lines of a text, one after the other.
#pragma once

#include <cstddef>
#include <string_view>

namespace watchpost::mail::message {

inline constexpr std::size_t max_line = 998;  // without CRLF (RFC 5322 section 2.1.1: MUST)

// Cuts the next line off `rest`, without its LF or CRLF.
inline std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace watchpost::mail::message
