// One message over an open session (RFC 5321 section 3.3).
#pragma once

#include "flight.h"
#include "session.h"
#include "submit.h"

#include <cstddef>
#include <string>

namespace watchpost::mail::smtp {

struct consignment {
  const envelope& who;
  std::string text;      // stuffed, final dot included
  std::size_t size = 0;  // octets before stuffing
  bool eight_bit = false;
};

// MAIL, RCPT and DATA as the server's offers allow; or the reason why they do not. `bet`: with the parameters of
// MAIL that are of use only where the offer holds.
result<std::vector<step>> plan(const capabilities& offers, const consignment& what, bool bet);

// The text after a 354, and the server's verdict on it. All but the last part is of stage::data: without the
// final dot nothing is delivered.
net::task<result<receipt>> send_text(session& s, const consignment& what);

}  // namespace watchpost::mail::smtp
