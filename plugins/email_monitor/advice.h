// What to do about a failure, in one sentence that names the settings to look at.
#pragma once

#include "mail/failure.h"

#include <string>

namespace watchpost::email_monitor {

// `group` is the prefix of the settings of that server: "smtp" or "mail".
std::string advice(const mail::failure& f, const std::string& group);

}  // namespace watchpost::email_monitor
