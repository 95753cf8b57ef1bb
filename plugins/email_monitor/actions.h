// The dry-run actions of "wp.probe/1": they talk to the servers and leave no trace.
#pragma once

#include "plan.h"

#include <watchpost/cpp/op.hpp>
#include <watchpost/ext/probe.h>

namespace watchpost::email_monitor {

inline constexpr wp_action actions[] = {
    {"connect", "name look-up, TCP, TLS and the server's greeting, for both servers"},
    {"sign-in", "the same, then the sign-in that the settings ask for"},
};

// Emits one interim result a stage, and completes with OK or with the first failure. Answers `op` in every
// case.
mail::net::task<void> run_action(mail::net::network& net, const plan& what, std::string_view action,
                                 mail::net::instant deadline, mail::net::cancellation cancel, plugin::op op);

}  // namespace watchpost::email_monitor
