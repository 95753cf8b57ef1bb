// The mails about an alarm, one to each address, with a fresh code each.
#pragma once

#include "alarms.h"

namespace watchpost::mail_command::alarm {

// Whether the outbox takes that many.
bool can_tell(const alarm_context& with, std::size_t addresses);

// Puts them into the outbox, and what is to be kept of them into `a`.
plugin::edits tell(tracked_alarm& a, alarm_mail_reason reason, const std::vector<std::string>& addresses,
                   const alarm_context& with, std::int64_t now);

}  // namespace watchpost::mail_command::alarm
