// The answer to a mail, as RFC 3834 wants it: to its sender, from the null sender, marked as automatic, in
// the thread of the mail.
//
//   auto l = make_reply({.event = "answer." + key, .own = "box@example.org", ...});
#pragma once

#include "../../mail/failure.h"
#include "letter.h"

#include <cstdint>
#include <string>
#include <vector>

namespace watchpost::mail_command {

struct reply_draft {
  std::string event;                    // see letter
  std::string own;                      // our address
  std::string to;                       // addr-spec
  std::string subject;                  // of the mail that is answered, decoded, UTF-8
  std::string request_id;               // its Message-ID without <>; empty: it had none
  std::vector<std::string> references;  // those of its References field, oldest first, without <>
  std::string body;                     // UTF-8, '\n' lines
  std::string charset;      // "utf-8", "iso-2022-jp", "shift_jis", "us-ascii"; see mail/message/compose.h
  std::int64_t now_ms = 0;  // wall
};

// The message id is made of the event and our domain, so that the same event always makes the same one.
mail::result<letter> make_reply(const reply_draft& d);

// The same for every letter of ours: "<hash of the event>.watchpost@domain of own".
std::string message_id_of(std::string_view event, std::string_view own);

}  // namespace watchpost::mail_command
