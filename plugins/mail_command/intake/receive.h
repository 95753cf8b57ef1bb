// Reads the account: each new mail is handled, then removed, moved or kept, then the place up to which it was
// read is stored.
#pragma once

#include "mail/net/connection.h"
#include "mail_command/runtime/context.h"

#include <chrono>
#include <optional>

namespace watchpost::mail_command::intake {

struct reading_round {
  mail::net::instant deadline{};
  std::chrono::milliseconds slack{};  // see screen.h
  mail::net::cancellation cancel;
};

struct received {
  std::uint32_t handled = 0;
  std::uint32_t removed = 0;
  bool put_off = false;                         // the server wants to be left alone for now; nothing was read
  bool unfinished = false;                      // there is more, but not before it may be signed in to again
  std::optional<mail::net::instant> signed_in;  // the last time
  std::chrono::milliseconds again_in{0};        // until it may be signed in to; 0: at once
  std::optional<mail::failure> failed;
  mail::session_report report;
};

// All references outlive the task.
mail::net::task<received> receive(runtime::context& ctx, reading_round when);

}  // namespace watchpost::mail_command::intake
