// Outputs that return to the value they had, when their time has come.
#pragma once

#include "mail_command/runtime/context.h"

namespace watchpost::mail_command::act {

// All that are due. One that does not succeed is tried again every minute, and its author is told once.
mail::net::task<void> bring_back(runtime::context& ctx);

}  // namespace watchpost::mail_command::act
