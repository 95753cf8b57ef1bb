// What a server could do in earlier sessions, so that it need not be asked again.
#pragma once

#include "../mailbox.h"
#include "capabilities.h"

namespace watchpost::mail::imap {

struct remembered_capabilities {
  capabilities before, after;  // sign-in; not known: empty
};

remembered_capabilities recall(net::network& net, const access_settings& how);
void remember(net::network& net, const access_settings& how, const remembered_capabilities& known);
void forget(net::network& net, const access_settings& how);

}  // namespace watchpost::mail::imap
