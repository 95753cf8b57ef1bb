#include "failure.h"

#include "mail/text/utf8.h"

#include <algorithm>
#include <stdexcept>

namespace watchpost::mail {
namespace {

// C0, DEL, and C1 (U+0080..U+009F, two bytes).
bool is_control(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return first < 0x20 || first == 0x7F;
  return sequence.size() == 2 && first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
}

}  // namespace

void throw_exception_from_error(const failure& f, const boost::source_location&) {
  throw std::logic_error("value() of a failed result: " + to_string(f));
}

std::string to_string(const failure& f) {
  std::string text{name(f.at)};
  text += ": ";
  text += name(f.why);
  if (f.code != 0) text += ' ' + std::to_string(f.code);
  if (!f.enhanced.empty()) text += ' ' + f.enhanced;
  if (!f.server.empty()) text += ": " + f.server;
  if (!f.detail.empty()) text += f.server.empty() ? ": " + f.detail : " (" + f.detail + ')';
  return text;
}

std::ostream& operator<<(std::ostream& out, const failure& f) { return out << to_string(f); }

std::string printable(std::string_view server_text) {
  constexpr std::size_t most = 500;
  std::string text;
  text.reserve(std::min(server_text.size(), most));
  while (!server_text.empty()) {
    const std::size_t length = utf8_length(server_text);
    const std::string_view sequence = server_text.substr(0, std::max<std::size_t>(length, 1));
    const bool keep = length != 0 && !is_control(sequence);
    if (text.size() + (keep ? sequence.size() : 1) > most) break;
    if (keep)
      text += sequence;
    else
      text += '?';
    server_text.remove_prefix(sequence.size());
  }
  return text;
}

}  // namespace watchpost::mail
