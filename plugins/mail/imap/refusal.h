// The server's refusals as failures (RFC 3501 section 7.1, RFC 5530).
#pragma once

#include "../failure.h"
#include "response.h"

namespace watchpost::mail::imap {

// A tagged NO or BAD, or a BYE, that came at stage `at`. The server's words are made printable.
failure refusal(stage at, const status_response& said);

}  // namespace watchpost::mail::imap
