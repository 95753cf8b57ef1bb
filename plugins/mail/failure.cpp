#include "failure.h"

#include <algorithm>
#include <stdexcept>

namespace watchpost::mail {
namespace {

// The length of the UTF-8 sequence that starts at `text`, or 0 when there is none (RFC 3629 section 4).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto tail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (!tail(1) || !tail(2)) return 0;
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool beyond = lead == 0xF4 && byte(1) > 0x8F;
    return overlong || beyond ? 0 : 4;
  }
  return 0;
}

// C0, DEL, and C1 (U+0080..U+009F, two bytes).
bool is_control(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return first < 0x20 || first == 0x7F;
  return sequence.size() == 2 && first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
}

}  // namespace

std::optional<cause> cause_named(std::string_view text) {
  const auto found = std::find(cause_names.begin(), cause_names.end(), text);
  if (found == cause_names.end()) return std::nullopt;
  return static_cast<cause>(found - cause_names.begin());
}

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
    const std::size_t length = sequence_length(server_text);
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
