// The maildrop of a POP3 server (RFC 1939) as a mail::mailbox. See mail/mailbox.h.
#pragma once

#include "mail/shared_mailbox.h"

namespace watchpost::mail::pop3 {

// `net` outlives the mailbox.
std::unique_ptr<mailbox> make_mailbox(net::network& net, access_settings how);

// The same for the broker.
std::unique_ptr<shared_mailbox> make_shared_mailbox(net::network& net, access_settings how);

// Connects and asks what the server offers, behind STARTTLS where that is wanted. Signs nobody in.
net::task<result<void>> reach(net::network& net, access_settings how, net::instant deadline,
                              net::cancellation cancel, session_report& report);

// Connects, signs in, and says QUIT.
net::task<result<void>> sign_in(net::network& net, access_settings how, net::instant deadline,
                                net::cancellation cancel, session_report& report);

}  // namespace watchpost::mail::pop3
