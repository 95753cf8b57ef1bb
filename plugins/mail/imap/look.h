// SELECT and FETCH: reads the headers of what is new in INBOX, and says up to where it is read.
#pragma once

#include "../mailbox.h"
#include "session.h"

namespace watchpost::mail::imap {

struct look_order {
  position since;
  const matcher& ours;
};

// In a session where INBOX is not selected: signs in if that was not done, selects INBOX and reads, in one
// flight where possible.
net::task<result<view>> look_first(session& s, net::network& net, const access_settings& how,
                                   const look_order& order);

// In a session where INBOX is selected: reads what has come since.
net::task<result<view>> look_again(session& s, const access_settings& how, const look_order& order);

// Signs in if that was not done, and selects INBOX.
net::task<result<void>> select_inbox(session& s, net::network& net, const access_settings& how);

}  // namespace watchpost::mail::imap
