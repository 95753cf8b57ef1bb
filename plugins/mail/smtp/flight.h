// Commands up to DATA's 354, one by one or in one write (RFC 2920).
#pragma once

#include "session.h"
#include "stall_limit.h"

#include <string>
#include <vector>

namespace watchpost::mail::smtp {

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

}  // namespace watchpost::mail::smtp
