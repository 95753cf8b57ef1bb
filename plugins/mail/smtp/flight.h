// The commands of one message, up to the server's verdict on it (RFC 5321 section 3.3): one by one, or in one write
// (RFC 2920).
#pragma once

#include "session.h"
#include "submit.h"

#include <cstddef>
#include <string>
#include <vector>

namespace watchpost::mail::smtp {

// Commands up to DATA's 354, one by one or in one write (RFC 2920).

struct step {
  stage at;
  std::string line;        // with CRLF
  int due = 2;             // severity of the reply that lets the dialogue go on
  std::string shown = {};  // for the transcript; empty: the line itself
};

struct flight_end {
  result<void> outcome;
  bool lost = false;  // the fault may lie in the bet: in pipelining, or in the parameters of MAIL
};

// Each command after the reply to the one before; ends at the first reply that is not the one due.
net::task<flight_end> in_lockstep(session& s, const std::vector<step>& steps);

// All commands in one write; ends at the first reply that is not the one due. A sign-in may be the first
// step; `limit` runs from the write, and anew from the acceptance of a sign-in, and is stopped before the end.
net::task<flight_end> in_one_flight(session& s, const std::vector<step>& steps, stall_limit& limit);

// One message over an open session (RFC 5321 section 3.3).

struct outgoing_message {
  const envelope& who;
  std::string text;      // stuffed, final dot included
  std::size_t size = 0;  // octets before stuffing
  bool eight_bit = false;
};

// MAIL, RCPT and DATA as the server's offers allow; or the reason why they do not. `bet`: with the parameters of
// MAIL that are of use only where the offer holds.
result<std::vector<step>> plan(const capabilities& offers, const outgoing_message& what, bool bet);

// The text after a 354, and the server's verdict on it. All but the last part is of stage::data: without the
// final dot nothing is delivered.
net::task<result<receipt>> send_text(session& s, const outgoing_message& what);

}  // namespace watchpost::mail::smtp
