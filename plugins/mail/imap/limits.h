// What we accept from a server, so that no server can make us grow. More is cause::limit.
#pragma once

#include <cstddef>
#include <cstdint>

namespace watchpost::mail::imap {

inline constexpr std::size_t max_line = 65'536;     // bytes of one line, without its end
inline constexpr std::size_t max_literal = 65'536;  // bytes kept of a literal; the rest is read and dropped
inline constexpr std::uint64_t max_dropped = 32u << 20;  // bytes of the longest literal that is read at all
inline constexpr std::size_t max_response = 262'144;     // bytes kept of a response, literals included
inline constexpr unsigned max_depth = 32;                // nested lists
inline constexpr std::uint32_t max_untagged = 10'000;    // untagged responses to one command, besides FETCH
inline constexpr std::uint32_t max_fetched = 1'000'000;  // FETCH responses to one command
inline constexpr std::uint32_t fetch_slack = 10'000;     // unsolicited FETCH responses beyond EXISTS
inline constexpr std::size_t max_set = 900;              // bytes of a UID set that we send (RFC 2683 3.2.1.5)

}  // namespace watchpost::mail::imap
