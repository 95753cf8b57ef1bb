// The text of a message on its way out: what may not leave, and dot-stuffing (RFC 5321 section 4.5.2). Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace watchpost::mail::smtp {

// What forbids sending `message`, or empty: CR or LF without the other (they let a second mail be smuggled
// in), NUL, a line above 998 octets.
std::string_view text_fault(std::string_view message);

bool is_eight_bit(std::string_view message);

// With every leading dot doubled, a CRLF at the end where it is missing, and the final dot line.
std::string stuffed(std::string_view message);

}  // namespace watchpost::mail::smtp
