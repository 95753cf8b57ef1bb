// Header fields of a message (RFC 5322), read from bytes that anybody may have sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::message {

// The body of the first (or nth) field of that name, any case, unfolded, trimmed; nothing when absent.
// `header` may end with or without the empty line; what follows it is not read. CRLF and bare LF are line
// ends.
std::optional<std::string> field(std::string_view header, std::string_view name, std::size_t nth = 0);

// The bodies of the first `most` fields of that name, as field() gives one.
std::vector<std::string> fields(std::string_view header, std::string_view name, std::size_t most);

// `body` fit to be shown: printable, at most 500 bytes, runs of blanks, as unfolding leaves them, as one.
std::string one_line(std::string_view body);

// The front of `text` up to and with its first empty line: of a message the header, of a delivery status one
// group of fields.
std::string_view header_block(std::string_view text);

// RFC 5322 section 3.3 date-time, obsolete zones included, as wall seconds; nothing when it is none.
std::optional<std::int64_t> parse_date(std::string_view text);

// "Sun, 22 Nov 2026 10:15:00 +0000"
std::string format_date(std::int64_t wall_seconds);

// The time stamp behind the last ';' of the topmost Received field: when the last server took the message.
std::optional<std::int64_t> received_at(std::string_view header);

}  // namespace watchpost::mail::message
