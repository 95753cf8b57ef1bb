// An alarm as durable text.
#pragma once

#include "alarms.h"

namespace watchpost::mail_command::alarm {

std::string to_record(const tracked_alarm& a);
std::optional<tracked_alarm> read_alarm(std::string_view text);

}  // namespace watchpost::mail_command::alarm
