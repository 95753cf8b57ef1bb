// What an instance does on request, beside its polls: nothing that leaves a trace.
#pragma once

#include "mail_command/runtime/configuration.h"

#include <watchpost/cpp/op.hpp>
#include <watchpost/ext/probe.h>

#include <string>

namespace watchpost::mail_command {

inline constexpr wp_action actions[] = {
    {"sign-in", "signs in to the mail server and to the server that sends, and leaves"}};

// One of the actions, told on `op` when it ends. `net` and `config` outlive it.
mail::net::task<void> run_action(mail::net::network& net, const runtime::configuration& config,
                                 std::string action, mail::net::instant deadline,
                                 mail::net::cancellation cancel, plugin::op op);

}  // namespace watchpost::mail_command
