// A mail of ours that answers no mail: an alarm, or what else people are to know.
#pragma once

#include "mail/message/encode.h"
#include "outgoing_mail.h"

#include <cstdint>
#include <optional>
#include <string>

namespace watchpost::mail_command::outbox {

struct notice_draft {
  std::string event;          // see mail
  std::string own;            // our address: From and envelope sender
  std::string to;             // addr-spec
  std::string subject, body;  // UTF-8; of the body the lines end with '\n'
  mail::message::text_charset charset = mail::message::text_charset::utf_8;
  std::int64_t now_ms = 0;  // wall
  std::string first_id;     // message id of the first mail of the thread; empty: this is it
};

// Nothing: an address cannot stand in a mail.
std::optional<outgoing_mail> make_notice(const notice_draft& d);

}  // namespace watchpost::mail_command::outbox
