// What is to be done when the wall clock was set: what lasts goes on, what goes by the time of day follows,
// and people are told.
#pragma once

#include "desk.h"

namespace watchpost::mail_command {

// `by_ms`: timeline::follow(). The edits are to be committed.
edits clock_was_set(desk& d, std::int64_t by_ms);

}  // namespace watchpost::mail_command
