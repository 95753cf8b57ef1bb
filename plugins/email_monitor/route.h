// The way of a probe from server to server, as facts: each hop with its seconds and TLS, the slowest one, the
// clock of the first one against ours, and whether the probe ever left that server. Pure.
#pragma once

#include "mail/message/received.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::email_monitor {

struct route {
  std::vector<mail::message::hop> hops;  // oldest first
  std::int64_t submitted = 0;            // wall seconds by our clock
};

using facts = std::vector<std::pair<std::string, std::string>>;

// "hop.1", ..., "slowest_hop", "clock_offset", "external_hop". Empty when no server left a trace.
facts describe(const route& way);

// By how many seconds the clock that stamped the arrival is known to be ahead of ours: when the server that
// took the probe is the one that delivered it. Otherwise 0.
double known_offset(const route& way);

}  // namespace watchpost::email_monitor
