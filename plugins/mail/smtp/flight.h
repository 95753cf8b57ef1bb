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

// Each command after the reply to the one before; ends at the first reply that is not the one due.
net::task<result<void>> in_lockstep(session& s, const std::vector<step>& steps);

struct flight_end {
  result<void> outcome;
  bool lost = false;        // the fault may lie in pipelining
  bool repeatable = false;  // lost, and no password waits for its verdict
};

// All commands in one write; ends at the first reply that is not the one due. A sign-in may be the first
// step; `limit` runs from its acceptance, because wrong passwords are answered late, and is stopped before
// the end.
net::task<flight_end> in_one_flight(session& s, const std::vector<step>& steps, stall_limit& limit);

}  // namespace watchpost::mail::smtp
