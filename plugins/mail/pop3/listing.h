// The listings of a maildrop: answers to UIDL and LIST (RFC 1939 sections 5 and 7), pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
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

struct scan_listing {
  std::uint32_t number = 0;
  std::uint64_t octets = 0;
};

// "12 whqtswO00WBw418f9t5JxYwZ"
std::optional<unique_id> parse_unique_id(std::string_view line);

// "12 4711", whatever stands behind
std::optional<scan_listing> parse_scan_listing(std::string_view line);

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

// Which messages of a maildrop were read before, as the text of a mail::position, and what is to be read now.
// Pure.
//
//   auto todo = plan(listing, since, max_reread);
//   for (std::size_t i : todo.unknown) read(listing[i]), todo.known.push_back(todo.hashes[i]);
//   mailbox_scan::next = to_position(std::move(todo.known));

// More messages than these are not looked at: only the newest.
inline constexpr std::size_t max_known = 100'000;

// The first 6 bytes of the SHA-256 of each name: among 100,000 known messages a new one is taken for one of
// them once in 2.8 billion. Keyless: the text means the same in every process.
std::vector<std::uint64_t> hashes_of(std::span<const unique_id> ids);

// An id for a message of a server that has none: of its header, without what servers write into it later.
std::string id_of(std::string_view header);

// {"v":1,"known":"..."}: the base64 of the sorted hashes, 6 bytes each, big-endian.
std::string to_position(std::vector<std::uint64_t> known);

// Sorted; nothing when the text is no position of this version.
std::optional<std::vector<std::uint64_t>> from_position(const std::string& text);

struct reading_plan {
  std::vector<std::uint64_t> hashes;  // of each message of the listing
  std::vector<std::size_t> unknown;   // places in the listing, oldest first
  std::vector<std::uint64_t> known;   // hashes of the messages that are not to be read
  bool renumbered = false;
};

// `listing` is cut to its newest max_known. An empty position: all is known. One that does not parse, or that
// knows no message of a maildrop with more than `most_again`: the newest `most_again` are to be read again.
reading_plan plan(std::vector<unique_id>& listing, const std::string& since, std::size_t most_again);

}  // namespace watchpost::mail::pop3
