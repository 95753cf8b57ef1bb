// SELECT and FETCH: reads the headers of what is new, and says up to where the mailbox is read.
#pragma once

#include "../mailbox.h"
#include "session.h"

namespace watchpost::mail::imap {

struct look_order {
  position since;
  const matcher& ours;
};

// In a session that is not signed in: signs in, selects INBOX and reads, in one flight where possible.
net::task<result<view>> look_first(session& s, net::network& net, const access_settings& how,
                                   const look_order& order);

// In a session that look_first() has used: reads what has come since.
net::task<result<view>> look_again(session& s, const access_settings& how, const look_order& order);

// Signs in and selects INBOX only.
net::task<result<void>> select_inbox(session& s, net::network& net, const access_settings& how);

}  // namespace watchpost::mail::imap
