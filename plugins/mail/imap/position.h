// Up to where a mailbox was read: "UIDVALIDITY:UIDNEXT", both in decimal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail::imap {

struct numbering {
  std::uint32_t validity = 0;  // never 0 (RFC 3501 section 9, nz-number)
  std::uint32_t next = 0;      // the first UID that was not read; never 0
};

std::string to_position(numbering n);
std::optional<numbering> parse_position(std::string_view text);

// The UID behind `uid`; stays at the highest there is.
constexpr std::uint32_t after(std::uint32_t uid) { return uid == UINT32_MAX ? uid : uid + 1; }

}  // namespace watchpost::mail::imap
