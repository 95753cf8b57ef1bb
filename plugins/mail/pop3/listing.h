// The listings of a maildrop: answers to UIDL and LIST (RFC 1939 sections 5 and 7), pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail::pop3 {

struct unique_id {
  std::uint32_t number = 0;  // message number in this session, from 1
  std::string id;            // 1 to 255 printable characters (RFC 1939: at most 70)
  std::uint32_t copy = 0;    // so many messages of the listing have the same one and a lower number

  // Of this message alone in the listing; the id unless it is a copy. Unique-ids have no blanks.
  std::string name() const { return copy == 0 ? id : id + ' ' + std::to_string(copy + 1); }
};

// Of the body of one.
inline constexpr std::size_t max_listing = 16 * 1024 * 1024;

struct scan {
  std::uint32_t number = 0;
  std::uint64_t octets = 0;
};

// "12 whqtswO00WBw418f9t5JxYwZ"
std::optional<unique_id> parse_unique_id(std::string_view line);

// "12 4711", whatever stands behind
std::optional<scan> parse_scan(std::string_view line);

// The first line of a listing, which loses it.
std::string_view next_line(std::string_view& listing);

// By ascending number, says of each which copy of its id it is.
void count_copies(std::vector<unique_id>& listing);

// The whole body of a UIDL answer, by ascending number. Nothing when a line begins with no number or a number
// stands twice. Unique-ids may stand twice: identical copies share one (RFC 1939 section 7).
struct unique_ids {
  std::vector<unique_id> found;
  std::size_t without = 0;  // messages whose id is missing or none
};
std::optional<unique_ids> parse_unique_ids(std::string_view body);

// Of a LIST answer, the numbers; likewise.
std::optional<std::vector<std::uint32_t>> parse_scans(std::string_view body);

}  // namespace watchpost::mail::pop3
