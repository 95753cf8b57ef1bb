// INTERNALDATE: "17-Jul-1996 02:44:25 -0700" (RFC 3501 section 9, date-time).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace watchpost::mail::imap {

// Seconds since 1970-01-01T00:00Z. The day may have one digit, with or without a blank before it.
std::optional<std::int64_t> parse_internal_date(std::string_view text);

}  // namespace watchpost::mail::imap
