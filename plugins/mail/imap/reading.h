// Reading the headers of what is new in a folder that is open: the part that INBOX and the others share.
#pragma once

#include "../mailbox.h"
#include "session.h"
#include "sightings.h"

namespace watchpost::mail::imap {

// What there is to be read, going by what was known and by what the server says now.
enum class reading : std::uint8_t { nothing, news, newest, all_again };

// `known`: `since` as numbers, if it is that.
reading reading_of(const position& since, const std::optional<numbering>& known, const folder_state& now);

struct reading_order {
  reading what = reading::nothing;
  std::optional<numbering> known;
  reader* by = nullptr;
  folder_label where;
  std::string fetch;        // the tag of a fetch_news() that is queued or sent; empty: none
  bool trust_next = false;  // the folder was opened just now, so that its UIDNEXT is current
};

// The answer to SELECT or EXAMINE, `name` as on the wire; OK: the folder is open and has a UIDVALIDITY.
net::task<result<status_response>> opened(session& s, std::string tag, std::string name, bool to_look_only);

// The command that reads what has come since; nothing when the settings name what cannot be a field.
std::optional<std::string> fetch_news(const numbering& known, const access_settings& how);
failure no_field(const session& s);  // what the look then ends with

// Reads in the folder that is open. Messages that vanish meanwhile are no failure, and where the server gives
// all but some, those are passed over.
net::task<result<sightings>> read_open(session& s, const access_settings& how, reading_order order);

// Reads the beginnings of those messages that the matcher asked for, and asks it again.
net::task<result<void>> read_bodies(session& s, const access_settings& how, sightings& seen);

// Up to where the folder is read after that. It holds the UIDs of the matches, too: servers are known that
// bring a message back which they have expunged, when another session works on the same mailbox; and those of
// what was not read.
numbering covered(std::uint32_t validity, std::uint32_t next, const sightings& seen);

}  // namespace watchpost::mail::imap
