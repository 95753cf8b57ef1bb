// One mail from its text to its queued answer.
//
//   screen -> decide -> [journaled: codes used up, returns, operations] -> operate -> [outcome and answer]
//
// each [] one commit. A kill before the first leaves the mail to the next look; one after it is found by
// resume(), which operates nothing and tells what is known; after the last all is said.
#pragma once

#include "mail_command/runtime/context.h"
#include "screen.h"

namespace watchpost::mail_command::intake {

enum class fate : std::uint8_t {
  over,   // durable; the mail may go
  later,  // it is to be seen again
};

mail::net::task<fate> handle(runtime::context& ctx, const mail::message_info& info,
                             std::chrono::milliseconds slack);

// The count of what was dropped, where its hour is over.
mail::net::task<void> record_dropped(runtime::context& ctx);

// Ends what an earlier process, or a commit that failed, left open.
mail::net::task<void> resume(runtime::context& ctx);

}  // namespace watchpost::mail_command::intake
