// A mail of ours, ready to leave.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::mail_command::outbox {

enum class mail_kind : std::uint8_t { answer, alarm };
inline constexpr std::array<std::string_view, 2> mail_kind_names{"answer", "alarm"};
constexpr const auto& names_of(mail_kind) { return mail_kind_names; }
constexpr std::string_view name(mail_kind k) { return mail_kind_names[static_cast<std::size_t>(k)]; }

struct outgoing_mail {
  mail_kind kind = mail_kind::answer;
  std::string event;       // names what it is about, for ever; there is one mail of each event. No blanks or
                           // line ends, at most 200 bytes
  std::string from;        // of the envelope, an addr-spec; empty: the null sender
  std::string to;          // one addr-spec
  std::string message_id;  // as it stands in the message, without <>
  std::string message;     // whole, 7-bit, CRLF lines, at most max_outgoing_mail bytes
};

// The header field that all our mail has, so that two of us never answer each other, whatever becomes of
// Auto-Submitted on the way.
inline constexpr std::string_view loop_field = "X-Watchpost-Loop";

inline constexpr std::size_t max_outgoing_mail = 512 * 1024;

}  // namespace watchpost::mail_command::outbox
