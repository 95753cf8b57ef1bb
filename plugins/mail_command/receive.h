// Reads the account: each new mail is handled, then removed, moved or kept, then the place up to which it was
// read is stored.
#pragma once

#include "../mail/net/connection.h"
#include "desk.h"

#include <chrono>
#include <optional>

namespace watchpost::mail_command {

struct reading_round {
  mail::net::instant deadline{};
  std::chrono::milliseconds slack{};  // see screen.h
  mail::net::cancellation cancel;
};

struct received {
  std::uint32_t handled = 0;
  std::uint32_t removed = 0;
  std::optional<mail::failure> failed;
  mail::session_report report;
};

// All references outlive the task.
mail::net::task<received> receive(mail::net::network& net, desk& d, reading_round when);

}  // namespace watchpost::mail_command
