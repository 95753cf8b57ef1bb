// The answer to a mail, as RFC 3834 wants it: to its sender, from the null sender, marked as automatic, in
// the thread of the mail.
//
//   const auto l = make_reply({.event = "answer." + digest_of({request_id}), .own = "box@example.org", ...});
#pragma once

#include "mail/message/encode.h"
#include "outgoing_mail.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::mail_command::outbox {

struct reply_draft {
  std::string event;                    // see mail
  std::string own;                      // our address
  std::string to;                       // addr-spec
  std::string subject;                  // of the mail that is answered, decoded, UTF-8
  std::string request_id;               // its Message-ID without <>; empty: it had none
  std::vector<std::string> references;  // those of its References field, oldest first, without <>
  std::string body;                     // UTF-8, '\n' lines
  mail::message::text_charset charset = mail::message::text_charset::utf_8;
  std::int64_t now_ms = 0;  // wall
};

// Nothing: an address, or the event, cannot stand in a mail.
std::optional<outgoing_mail> make_reply(const reply_draft& d);

// "Re: pump"; "Re: Re[2]: pump" has one "Re: " as well.
std::string reply_subject(std::string_view subject);

// Of every letter of ours: made of the event and our domain, so that one event always makes the same one.
std::string message_id_of(std::string_view event, std::string_view own);

// The text of a mail about `event` as it is sent: by the mark at its front it is known when it comes back.
std::string marked(std::string_view event, std::string_view own, std::string_view text);

// That mark every mail of ours. `submitted`: the value of Auto-Submitted (RFC 3834 section 5).
std::vector<std::pair<std::string, std::string>> marks(std::string_view own, std::string_view submitted);

}  // namespace watchpost::mail_command::outbox
