// Outputs that return to the value they had, when their time has come.
#pragma once

#include "desk.h"

namespace watchpost::mail_command {

// All that are due. One that does not succeed is tried again every minute, and its author is told once.
mail::net::task<void> bring_back(desk& d);

}  // namespace watchpost::mail_command
