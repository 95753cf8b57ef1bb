// Deletes messages by their UIDs, and no others.
#pragma once

#include "session.h"

#include <span>

namespace watchpost::mail::imap {

// Marks `uids` (ascending, distinct) of the selected folder \Deleted and expunges them; with `leave`, LOGOUT
// is sent behind it and not waited for. `expunged` counts the EXPUNGE responses, also when it fails; done
// twice it does no harm.
net::task<result<void>> remove_messages(session& s, std::span<const std::uint32_t> uids, bool leave,
                                        std::uint32_t& expunged);

}  // namespace watchpost::mail::imap
