// The message data of a FETCH response (RFC 3501 section 7.4.2).
#pragma once

#include "lexer.h"
#include "response.h"

namespace watchpost::mail::imap {

// From the opening parenthesis on. Items that mean nothing to us are skipped.
std::optional<fetch_data> parse_fetch(std::uint32_t number, lexer& in);

// "(\\Seen $Junk)".
std::optional<std::vector<std::string>> parse_flags(lexer& in);

}  // namespace watchpost::mail::imap
