// Collects the messages of FETCH responses that belong to us.
#pragma once

#include "../mailbox.h"
#include "position.h"
#include "response.h"

#include <algorithm>
#include <map>
#include <set>

namespace watchpost::mail::imap {

// What one look may still take in, whatever the number of its folders.
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

// What the sightings of a folder have in common.
struct folder_label {
  std::string id_prefix;  // "2/"; empty: INBOX
  std::string name;
  bool junk = false;
};

class sightings {
 public:
  // Messages with smaller UIDs than `from` are ignored, but for those in `again`: "n:*" always names the last
  // message. No reader: only their numbers are noted.
  explicit sightings(std::uint32_t from, reader* by = nullptr, std::vector<std::uint32_t> again = {},
                     folder_label where = {})
      : from_(from), by_(by), again_(std::move(again)), where_(std::move(where)) {}

  void take(const response& r);

  // Those whose beginnings the matcher asked for, and the answers to that.
  std::vector<std::uint32_t> wanted() const;
  void take_body(const response& r);

  // The first UID that a later look must begin with, when the mailbox says that its next UID is `next`.
  std::uint32_t following(std::uint32_t next) const;

  // All messages from the first UID on were asked for: those that did not come may be there and yet not be
  // given, so they are asked for by the next look, too.
  void ask_for_all() { all_ = true; }
  bool lacks(std::uint32_t uid) const;                        // it is wanted, and did not come
  void refuse(std::uint32_t uid) { unread_.push_back(uid); }  // the server lists it and does not give it
  std::vector<std::uint32_t> unread(std::uint32_t next) const;

  std::vector<sighting> matches;
  std::vector<std::uint32_t> matched;  // their UIDs
  std::uint32_t read = 0;
  std::uint32_t unread_bodies = 0;

 private:
  static constexpr std::uint32_t max_gaps = 50;  // UIDs below `next`

  bool is_wanted(std::uint32_t uid) const;
  void add(std::uint32_t uid, sighting seen);

  std::uint32_t from_;
  reader* by_;
  std::vector<std::uint32_t> again_;
  folder_label where_;
  std::map<std::uint32_t, sighting> wanted_;  // by UID
  std::uint32_t highest_ = 0;                 // 0: none
  bool all_ = false;
  std::set<std::uint32_t> given_;            // with a header
  std::vector<std::uint32_t> unread_;        // refused, or with an empty header
  std::optional<std::uint32_t> unreported_;  // the smallest match beyond the reader's
};

}  // namespace watchpost::mail::imap
