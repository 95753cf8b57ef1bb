// What is to be done when the wall clock was set: what lasts goes on, what goes by the time of day follows,
// and people are told.
#pragma once

#include "mail_command/runtime/context.h"

namespace watchpost::mail_command::act {

// `by_ms`: timeline::follow(). The edits are to be committed.
plugin::edits clock_was_set(runtime::context& ctx, std::int64_t by_ms);

}  // namespace watchpost::mail_command::act
