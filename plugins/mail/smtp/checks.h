// Whether settings, envelope and text may go into an SMTP dialogue at all; looked at before anything is
// connected.
#pragma once

#include "submit.h"

#include <optional>
#include <string_view>

namespace watchpost::mail::smtp {

// The first fault as a failure of the stage that would send the faulty part, with cause::internal: an EHLO
// name that is no word of 255 octets at most; addresses that are none or not ASCII; no recipient or more than
// 100; text with bare CR or LF, NUL or a line above 998 octets.
std::optional<failure> fault_of(const settings& how);
std::optional<failure> fault_of(const envelope& who);
std::optional<failure> fault_of_text(std::string_view message);

}  // namespace watchpost::mail::smtp
