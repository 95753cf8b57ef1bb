// Collects the messages of FETCH responses that belong to us.
#pragma once

#include "../mailbox.h"
#include "position.h"
#include "response.h"

namespace watchpost::mail::imap {

class sightings {
 public:
  // Messages with smaller UIDs than `from` are ignored, but for those in `again`: "n:*" always names the last
  // message. No matcher: only their numbers are noted.
  sightings(std::uint32_t from, const matcher* ours, std::vector<std::uint32_t> again = {})
      : from_(from), ours_(ours), again_(std::move(again)) {}

  void take(const response& r);

  // The first UID that a later look must begin with, when the mailbox says that its next UID is `next`.
  std::uint32_t following(std::uint32_t next) const;

  std::vector<sighting> matches;
  std::uint32_t read = 0;

 private:
  std::uint32_t from_;
  const matcher* ours_;
  std::vector<std::uint32_t> again_;
  std::uint32_t highest_ = 0;                // 0: none
  std::optional<std::uint32_t> unreported_;  // the smallest match beyond max_matches
};

}  // namespace watchpost::mail::imap
