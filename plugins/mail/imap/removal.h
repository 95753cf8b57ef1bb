// What becomes of messages that were found: they are deleted, or moved to another folder.
#pragma once

#include "folders.h"
#include "session.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace watchpost::mail::imap {

// Deletes messages by their UIDs, and no others.

// Marks `uids` (ascending, distinct) of the selected folder \Deleted and expunges them. Messages count as
// gone when the server says so by EXPUNGE, or does not list them afterwards; what it lists is removed once
// more, in lockstep: Dovecot expunges nothing while another session does. `gone` is right also when it fails;
// done twice it does no harm.
net::task<result<void>> remove_messages(session& s, std::span<const std::uint32_t> uids,
                                        std::set<std::uint32_t>& gone);

// Adds those of `uids` of which the server said so since the folder was opened.
void note_gone(const session& s, std::span<const std::uint32_t> uids, std::set<std::uint32_t>& gone);

// The messages that a remove() is about, folder by folder.

struct removal {
  std::vector<std::uint32_t> uids;  // ascending, distinct
  std::set<std::uint32_t> gone{};   // of them
  bool done = false;
};

using removals = std::map<std::size_t, removal>;  // by place

// Nothing when one is not an id ("8", "2/8") of one of the `places`.
std::optional<removals> sort_out(std::span<const std::string> ids, std::size_t places);

// Removes what is not done yet; not all() empty. Signs in if that was not done. A folder whose messages were
// numbered anew is not touched.
net::task<result<void>> carry_out(removals& all, session& s, net::network& net, const access_settings& how,
                                  const std::vector<place>& places);

std::uint32_t removed_by(const removals& all);

// Moves exactly these messages out of INBOX: MOVE (RFC 6851), or COPY and remove_messages().

// `folder` in UTF-8; it is made when the server says that it is not there. INBOX is selected; `uids` are
// ascending, distinct, not empty. `moved`: as
// `gone` of remove_messages().
net::task<result<void>> move_messages(session& s, std::span<const std::uint32_t> uids, std::string folder,
                                      std::set<std::uint32_t>& moved);

}  // namespace watchpost::mail::imap
