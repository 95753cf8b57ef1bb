// IDLE (RFC 2177).
#pragma once

#include "mail/net/connection.h"
#include "session.h"

namespace watchpost::mail::imap {

enum class idle_end : std::uint8_t { over, refused };  // refused: the server has none

// Waits until the mailbox has grown or `until`. When it has grown, the IDLE is left open (session::idle) and
// ended by the next command.
net::task<result<idle_end>> idle_until(net::network& net, session& s, net::instant until);

// Ends an IDLE that is open, if any.
net::task<result<void>> end_idle(session& s);

}  // namespace watchpost::mail::imap
