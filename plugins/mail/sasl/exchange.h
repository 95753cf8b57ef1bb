// A sign-in by one mechanism, as SMTP, IMAP and POP3 frame it (RFC 4954, 3501, 5034): challenges in base64 go in,
// answers in base64 come out. Pure; the same bound holds for all protocols.
//
//   exchange sign_in(*mechanism, redaction);
//   const auto initial = sign_in.initial(room_in_the_command);
//   while the server challenges:
//     const auto answer = sign_in.answer(challenge);       // a failure: say "*", which ends the exchange
//   on success: sign_in.succeeded(); on refusal: sign_in.refused(failure)
#pragma once

#include "mechanism.h"
#include "redaction.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace watchpost::mail::sasl {

class exchange {
 public:
  // Borrows both. `hidden` learns each line before it leaves.
  exchange(mechanism& by, redaction& hidden) : by_(by), hidden_(hidden) {}

  static constexpr std::size_t any_room = static_cast<std::size_t>(-1);

  // The initial response for the command, "=" where it is empty. Nothing: the mechanism has none, or it has more
  // than `room` bytes, and the first challenge is answered with it. Called once, first.
  std::optional<secret> initial(std::size_t room);

  // The answer to a challenge.
  result<secret> answer(std::string_view challenge);

  // Nothing more is said: what follows may be pipelined behind the last line.
  bool complete() const;

  // The server says yes.
  result<void> succeeded() const;
  // The server says no: with the reason that it gave in a challenge.
  failure refused(failure why) const;

 private:
  secret line(std::string bytes);

  mechanism& by_;
  redaction& hidden_;
  std::optional<secret> held_;
  unsigned challenges_ = 0;
};

}  // namespace watchpost::mail::sasl
