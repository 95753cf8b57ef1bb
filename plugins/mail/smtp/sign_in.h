// Sign-in (RFC 4954).
#pragma once

#include "mail/sasl/mechanism.h"
#include "session.h"
#include "submit.h"

#include <memory>

namespace watchpost::mail::smtp {

// The strongest mechanism that the server offers on this connection; booked in the report. The session
// conceals the password from then on. Only with how.auth.
result<std::unique_ptr<sasl::mechanism>> choose_mechanism(session& s, const settings& how);

// The whole exchange in lockstep, with an initial response where it fits into a command line, ended by "*"
// when the server's part is wrong.
net::task<result<void>> authenticate(session& s, sasl::mechanism& with);

}  // namespace watchpost::mail::smtp
