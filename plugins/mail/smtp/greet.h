// The beginning of every session: greeting, EHLO, STARTTLS (RFC 3207), EHLO again.
#pragma once

#include "session.h"
#include "submit.h"

namespace watchpost::mail::smtp {

// Ends with `s.offers` as told on a connection that is as secure as the settings demand. A server that
// refuses EHLO with 5yz is greeted with HELO, and then offers nothing. No way leads around STARTTLS where it
// is wanted.
net::task<result<void>> greet(session& s, const settings& how);

}  // namespace watchpost::mail::smtp
