#include "text.h"

#include "../message/ascii.h"

#include <algorithm>

namespace watchpost::mail::smtp {
namespace {

constexpr std::size_t max_line = 998;

}

std::string_view text_fault(std::string_view message) {
  std::size_t line = 0;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const char c = message[i];
    if (c == '\0') return "the message holds a NUL";
    if (c == '\n') return "the message holds a LF without CR";
    if (c == '\r') {
      if (i + 1 == message.size() || message[i + 1] != '\n') return "the message holds a CR without LF";
      ++i;
      line = 0;
    } else if (++line > max_line) {
      return "the message has a line above 998 octets";
    }
  }
  return {};
}

bool is_eight_bit(std::string_view message) {
  return std::any_of(message.begin(), message.end(), ascii::is_eight_bit);
}

std::string stuffed(std::string_view message) {
  std::string out;
  out.reserve(message.size() + message.size() / 64 + 8);
  bool line_start = true;
  for (const char c : message) {
    if (line_start && c == '.') out += '.';
    out += c;
    line_start = c == '\n';
  }
  if (!line_start) out += "\r\n";
  return out += ".\r\n";
}

}  // namespace watchpost::mail::smtp
