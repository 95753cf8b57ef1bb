// The settings of a monitor in the terms of the mail library: what it is to do.
#pragma once

#include "account/access.h"
#include "refusals.h"

#include <chrono>
#include <optional>
#include <string>

namespace watchpost::email_monitor {

using account::access;
using account::account_type;
using account::retrieval_server;
using account::submission_server;

enum class poll_mode : std::uint8_t { next_poll, same_poll };

struct configuration : access {
  std::string instance;  // stands in the subject of probes
  poll_mode mode = poll_mode::next_poll;
  bool first_poll_is_up = true;
  std::optional<std::chrono::milliseconds> delivery_deadline;  // nothing: see deadline()

  std::optional<std::chrono::milliseconds> delivery_warning, delivery_critical;
  std::chrono::milliseconds retry_after{};  // of a sign-in that was refused

  std::chrono::milliseconds expiry_warning{};  // certificates that end sooner; 0: never

  std::string from, to;
};

// By when a probe is to be there: what is set, or the interval of the polls; `interval` is 0 where they have none.
std::chrono::milliseconds deadline(const configuration& config, std::chrono::milliseconds interval);

// The sign-ins, as refusals.h knows them; without credentials where none is wanted.
sign_in_facts submission_sign_in(const configuration& config);
sign_in_facts retrieval_sign_in(const configuration& config);

}  // namespace watchpost::email_monitor
