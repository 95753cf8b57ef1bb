// Text of others made fit for one line of ours.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace watchpost::mail_command::grammar {

// Controls become blanks; of more than `most` bytes the front, cut between characters of UTF-8, and `mark`.
inline std::string cut_line(std::string_view text, std::size_t most, std::string_view mark = {}) {
  std::string line;
  for (const char c : text) line += (c >= 0 && c < 0x20) || c == 0x7f ? ' ' : c;
  if (line.size() <= most) return line;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
  line.resize(end);
  return line.append(mark);
}

}  // namespace watchpost::mail_command::grammar
