// What the monitors of a module share. On the I/O thread.
#pragma once

#include "mail/broker/broker.h"
#include "refusals.h"

namespace watchpost::email_monitor {

struct commons {
  mail::net::network& net;
  mail::broker& mailboxes;
  refusals& refused;
};

}  // namespace watchpost::email_monitor
