// A mail of ours, ready to leave.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::mail_command {

enum class letter_kind : std::uint8_t { answer, alarm };
inline constexpr std::array<std::string_view, 2> letter_kind_names{"answer", "alarm"};
constexpr std::string_view name(letter_kind k) { return letter_kind_names[static_cast<std::size_t>(k)]; }

struct letter {
  letter_kind kind = letter_kind::answer;
  std::string event;  // names what it is about, for ever; there is one letter of each event. No blanks or
                      // line ends, at most 200 bytes
  std::string from;   // of the envelope, an addr-spec; empty: the null sender
  std::string to;     // one addr-spec
  std::string message_id;  // as it stands in the message, without <>
  std::string message;     // whole, 7-bit, CRLF lines, at most max_letter bytes
};

inline constexpr std::size_t max_letter = 512 * 1024;

}  // namespace watchpost::mail_command
