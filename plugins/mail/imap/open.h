// From nothing to a session that is ready for sign-in: connect, greeting, STARTTLS, CAPABILITY.
#pragma once

#include "../mailbox.h"
#include "session.h"

namespace watchpost::mail::imap {

// What the sessions of one check share. The report outlives them.
struct operation {
  net::instant deadline{};
  net::cancellation cancel;
  session_report* report = nullptr;
};

// The session may be signed in already (PREAUTH).
net::task<result<std::unique_ptr<session>>> open_session(net::network& net, const access_settings& how,
                                                         operation what, bool lockstep);

// CAPABILITY, now.
net::task<result<void>> ask_capabilities(session& s);

// LOGOUT, not waited for, and the end of the connection.
net::task<void> log_out(session& s);

}  // namespace watchpost::mail::imap
