// The dry-run actions of "wp.probe/1": they talk to the servers and leave no trace.
#pragma once

#include "configuration.h"

#include <watchpost/cpp/op.hpp>
#include <watchpost/ext/probe.h>

namespace watchpost::email_monitor {

inline constexpr wp_action actions[] = {
    {"connect", "name look-up, TCP, the server's greeting and TLS, for both servers"},
    {"sign-in", "the same, then the sign-in that the settings ask for"},
    {"round-trip",
     "submits a probe of its own, waits for it and deletes it; the monitor's own probes are not touched"},
};

// Emits each stage when it has ended, and completes with OK or with what failed. Answers `op` in every case.
// A probe of "round-trip" that does not arrive in time is left behind; the summary then names it.
mail::net::task<void> run_action(mail::net::network& net, const configuration& config,
                                 std::string_view action, mail::net::instant deadline,
                                 mail::net::cancellation cancel, plugin::op op);

}  // namespace watchpost::email_monitor
