// What may be shown of a line that a server sent while a mailbox is open: nothing that people wrote to each
// other, also where the server breaks the rules of IMAP or counts a literal wrongly. Pure.
#pragma once

#include <string>
#include <string_view>

namespace watchpost::mail::imap {

// `begins`: the line begins a response; otherwise it stands behind a literal. What is left out is shown as
// "<12 bytes>".
std::string discreet(std::string_view line, bool begins);

}  // namespace watchpost::mail::imap
