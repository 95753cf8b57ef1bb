// An alarm as durable text.
#pragma once

#include "alarms.h"

namespace watchpost::mail_command {

std::string to_record(const alarm& a);
std::optional<alarm> read_alarm(std::string_view text);

}  // namespace watchpost::mail_command
