// INBOX and other folders of an IMAP4rev1 server (RFC 3501) as a mail::mailbox. See mail/mailbox.h.
//
// A session belongs to one deadline, cancellation and report, those of its first scan(): a scan() with others
// leaves it and connects anew. They outlive the mailbox, or leave() is called first.
#pragma once

#include "mail/shared_mailbox.h"

namespace watchpost::mail::imap {

// `net` outlives the mailbox.
std::unique_ptr<mailbox> make_mailbox(net::network& net, access_settings how);

// The same for the broker.
std::unique_ptr<shared_mailbox> make_shared_mailbox(net::network& net, access_settings how);

// Connects and asks what the server offers, behind STARTTLS where that is wanted. Signs nobody in.
net::task<result<void>> reach(net::network& net, access_settings how, net::instant deadline,
                              net::cancellation cancel, session_report& report);

// Connects, signs in, and says LOGOUT.
net::task<result<void>> sign_in(net::network& net, access_settings how, net::instant deadline,
                                net::cancellation cancel, session_report& report);

}  // namespace watchpost::mail::imap
