// Up to where a mailbox was read, as the text of a mail::position: UIDVALIDITY, UIDNEXT, and the UIDs that are to
// be looked at once more, as they were matches or the server did not give them:
// {"v":1,"validity":7,"next":120,"again":[112,117,118]}.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::imap {

inline constexpr std::size_t max_again = 100;

struct numbering {
  std::uint32_t validity = 0;          // 0 where a server has no other
  std::uint32_t next = 0;              // the first UID that was not read; never 0
  std::vector<std::uint32_t> again{};  // smaller ones to be read again; ascending, at most max_again
};

std::string to_position(const numbering& n);
std::string uids_to_read(const numbering& n);  // "112,117:118,120:*"
std::optional<numbering> parse_position(std::string_view text);

// The UID behind `uid`; stays at the highest there is.
constexpr std::uint32_t after(std::uint32_t uid) { return uid == UINT32_MAX ? uid : uid + 1; }

// Up to where several folders were read, likewise:
// {"v":1,"folders":{"Junk":{"validity":7,"next":120,"again":[]}}}.

inline constexpr std::size_t max_folder_name = 500;  // bytes on the wire

// By the name on the wire, which has no more than max_folder_name bytes; at most max_folders.
using folder_positions = std::map<std::string, numbering>;

std::string to_position(const folder_positions& all);  // never empty
std::optional<folder_positions> parse_folder_positions(std::string_view text);

}  // namespace watchpost::mail::imap
