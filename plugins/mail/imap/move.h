// Moves exactly these messages out of INBOX: MOVE (RFC 6851), or COPY and what remove.h does.
#pragma once

#include "session.h"

#include <cstdint>
#include <set>
#include <span>

namespace watchpost::mail::imap {

// `folder` in UTF-8; it is made when the server says that it is not there. INBOX is selected; `uids` are
// ascending, distinct, not empty. `moved`: as
// `gone` of remove_messages().
net::task<result<void>> move_messages(session& s, std::span<const std::uint32_t> uids, std::string folder,
                                      std::set<std::uint32_t>& moved);

}  // namespace watchpost::mail::imap
