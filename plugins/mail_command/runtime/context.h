// What the parts of the flow work with: the configuration, the durable state, and the host. On the I/O thread.
#pragma once

#include "configuration.h"
#include "live_state.h"
#include "mail/net/connection.h"
#include "mail_command/grammar/when.h"
#include "mail_command/host/timeline.h"
#include "mail_command/journal/durable_state.h"

#include <functional>

namespace watchpost::mail_command::runtime {

struct context {
  const configuration& config;
  mail::net::network& net;
  host::host_services& host;
  journal::durable_state& state;
  live_state& live;
  const host::timeline& time;
  host::async_mutex& points;   // whoever operates points, and decides by what they are
  grammar::utc_offset zone;    // of the times in answers
  std::function<void()> wake;  // something is due sooner than it was
};

}  // namespace watchpost::mail_command::runtime
