// What the monitors of a module share. On the I/O thread.
#pragma once

#include "../mail/net/connection.h"
#include "refusals.h"

namespace watchpost::email_monitor {

struct commons {
  mail::net::network& net;
  refusals& refused;
};

}  // namespace watchpost::email_monitor
