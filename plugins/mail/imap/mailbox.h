// The INBOX of an IMAP4rev1 server (RFC 3501) as a mail::mailbox. See mail/mailbox.h.
#pragma once

#include "../mailbox.h"

namespace watchpost::mail::imap {

// `net` outlives the mailbox.
std::unique_ptr<mailbox> make_mailbox(net::network& net, access_settings how);

// Connects, signs in, and says LOGOUT.
net::task<result<void>> sign_in(net::network& net, access_settings how, net::instant deadline,
                                net::cancellation cancel, session_report& report);

}  // namespace watchpost::mail::imap
