// What to do about failures whose remedy is the same for both plugins, in one sentence that names the settings.
#pragma once

#include "mail/failure.h"

#include <string>

namespace watchpost::account {

// `group` is the prefix of the settings of that server: "smtp" or "mail". Empty: nothing in common is known about such
// a failure.
std::string advice(const mail::failure& f, const std::string& group);

}  // namespace watchpost::account
