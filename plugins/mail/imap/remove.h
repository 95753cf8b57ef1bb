// Deletes messages by their UIDs, and no others.
#pragma once

#include "session.h"

#include <cstdint>
#include <set>
#include <span>

namespace watchpost::mail::imap {

// Marks `uids` (ascending, distinct) of the selected folder \Deleted and expunges them. Messages count as
// gone when the server says so by EXPUNGE, or does not list them afterwards; what it lists is removed once
// more, in lockstep: Dovecot expunges nothing while another session does. `gone` is right also when it fails;
// done twice it does no harm.
net::task<result<void>> remove_messages(session& s, std::span<const std::uint32_t> uids,
                                        std::set<std::uint32_t>& gone);

// Adds those of `uids` of which the server said so since the folder was opened.
void note_gone(const session& s, std::span<const std::uint32_t> uids, std::set<std::uint32_t>& gone);

}  // namespace watchpost::mail::imap
