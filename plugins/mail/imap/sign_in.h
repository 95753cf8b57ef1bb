// AUTHENTICATE and LOGIN (RFC 3501 sections 6.2.2 and 6.2.3, RFC 4959).
#pragma once

#include "mail/mailbox.h"
#include "session.h"

namespace watchpost::mail::imap {

// Signs in with the strongest mutual mechanism, or with LOGIN where there is none. What is queued rides along
// when the mechanism needs one answer only and the session is not in lockstep. Nothing is done on a signed-in
// session.
net::task<result<void>> authenticate(session& s, net::network& net, const access_settings& how);

}  // namespace watchpost::mail::imap
