// The letters about an alarm, one to each address, with a fresh code each.
#pragma once

#include "alarms.h"

namespace watchpost::mail_command {

// Whether the outbox takes that many.
bool can_tell(const alarm_desk& desk, std::size_t addresses);

// Puts them into the outbox, and what is to be kept of them into `a`.
edits tell(alarm& a, letter_reason why, const std::vector<std::string>& to, const alarm_desk& desk,
           std::int64_t now);

}  // namespace watchpost::mail_command
