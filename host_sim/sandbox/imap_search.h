// The criteria of SEARCH (RFC 9051 section 6.4.4), parsed into one predicate. No sockets.
//
//   imap_args args("UNDELETED HEADER Message-ID \"<1@x>\"");
//   auto criteria = parse_search(args);
//   if ((*criteria)({message, sequence, last_sequence, last_uid, saved})) ...
#pragma once

#include "imap_args.h"
#include "mailstore.h"

namespace watchpost::sandbox {

struct search_candidate {
  const stored_message& message;
  std::uint32_t sequence, last_sequence, last_uid;
  const std::set<std::uint32_t>& saved;  // uids of the last search with SAVE
};
using search_criteria = std::function<bool(const search_candidate&)>;

// All keys to the end of `args`, joined by AND. Nothing when malformed, unknown or nested deeper than 20.
std::optional<search_criteria> parse_search(imap_args& args);

}  // namespace watchpost::sandbox
