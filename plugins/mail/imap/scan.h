// SELECT and FETCH: reads the headers of what is new in INBOX, and says up to where it is read.
#pragma once

#include "mail/mailbox.h"
#include "position.h"
#include "response.h"
#include "session.h"

#include <algorithm>
#include <map>
#include <set>

namespace watchpost::mail::imap {

// Collects the messages of FETCH responses that belong to us.

// What one scan may still take in, whatever the number of its folders.
struct reader {
  const matcher& ours;
  std::size_t matches = max_matches;
  std::size_t bodies = max_bodies;
  std::size_t body_size = max_body;  // of each
};

// How much of a message is read as its body.
inline std::size_t body_size(const access_settings& how) {
  return how.whole_body == 0 ? max_body : std::min(how.whole_body, max_whole_body);
}

// What the messages of a folder have in common.
struct folder_label {
  std::string id_prefix;  // "2/"; empty: INBOX
  std::string name;
  bool junk = false;
};

class message_collector {
 public:
  // Messages with smaller UIDs than `from` are ignored, but for those in `again`: "n:*" always names the last
  // message. No reader: only their numbers are noted.
  explicit message_collector(std::uint32_t from, reader* by = nullptr, std::vector<std::uint32_t> again = {},
                             folder_label where = {})
      : from_(from), by_(by), again_(std::move(again)), where_(std::move(where)) {}

  void take(const response& r);

  // Those whose beginnings the matcher asked for, and the answers to that.
  std::vector<std::uint32_t> wanted() const;
  void take_body(const response& r);

  // The first UID that a later scan must begin with, when the mailbox says that its next UID is `next`.
  std::uint32_t following(std::uint32_t next) const;

  // All messages from the first UID on were asked for: those that did not come may be there and yet not be
  // given, so they are asked for by the next scan, too.
  void ask_for_all() { all_ = true; }
  bool lacks(std::uint32_t uid) const;                        // it is wanted, and did not come
  void refuse(std::uint32_t uid) { unread_.push_back(uid); }  // the server lists it and does not give it
  std::vector<std::uint32_t> unread(std::uint32_t next) const;

  std::vector<message_info> matches;
  std::vector<std::uint32_t> matched;  // their UIDs
  std::uint32_t read = 0;
  std::uint32_t unread_bodies = 0;

 private:
  static constexpr std::uint32_t max_gaps = 50;  // UIDs below `next`

  bool is_wanted(std::uint32_t uid) const;
  void add(std::uint32_t uid, message_info seen);

  std::uint32_t from_;
  reader* by_;
  std::vector<std::uint32_t> again_;
  folder_label where_;
  std::map<std::uint32_t, message_info> wanted_;  // by UID
  std::uint32_t highest_ = 0;                     // 0: none
  bool all_ = false;
  std::set<std::uint32_t> given_;            // with a header
  std::vector<std::uint32_t> unread_;        // refused, or with an empty header
  std::optional<std::uint32_t> unreported_;  // the smallest match beyond the reader's
};

// Reading the headers of what is new in a folder that is open: the part that INBOX and the others share.

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
net::task<result<status_response>> opened(session& s, std::string tag, std::string name, bool read_only);

// The command that reads what has come since; nothing when the settings name what cannot be a field.
std::optional<std::string> fetch_news(const numbering& known, const access_settings& how);
failure no_field(const session& s);  // what the scan then ends with

// Reads in the folder that is open. Messages that vanish meanwhile are no failure, and where the server gives
// all but some, those are passed over.
net::task<result<message_collector>> read_open(session& s, const access_settings& how, reading_order order);

// Reads the beginnings of those messages that the matcher asked for, and asks it again.
net::task<result<void>> read_bodies(session& s, const access_settings& how, message_collector& seen);

// Up to where the folder is read after that. It holds the UIDs of the matches, too: servers are known that
// bring a message back which they have expunged, when another session works on the same mailbox; and those of
// what was not read.
numbering covered(std::uint32_t validity, std::uint32_t next, const message_collector& seen);

struct scan_order {
  position since;
  const matcher& ours;
};

// In a session where INBOX is not selected: signs in if that was not done, selects INBOX and reads, in one
// flight where possible.
net::task<result<mailbox_scan>> scan_first(session& s, net::network& net, const access_settings& how,
                                           const scan_order& order);

// In a session where INBOX is selected: reads what has come since.
net::task<result<mailbox_scan>> scan_again(session& s, const access_settings& how, const scan_order& order);

// Signs in if that was not done, and selects INBOX.
net::task<result<void>> select_inbox(session& s, net::network& net, const access_settings& how);

}  // namespace watchpost::mail::imap
