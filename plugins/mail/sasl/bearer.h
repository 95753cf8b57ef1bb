// Sign-in with an OAuth 2.0 access token: OAUTHBEARER (RFC 7628) and XOAUTH2 (Google's forerunner of it,
// which Microsoft speaks too). Both are one message; a server that refuses it says why in a challenge, waits
// for an empty answer, and only then fails the exchange.
#pragma once

#include "mechanism.h"

namespace watchpost::mail::sasl {

std::unique_ptr<mechanism> make_oauthbearer(const credentials& who);
std::unique_ptr<mechanism> make_xoauth2(const credentials& who);

// RFC 6750 section 2.1, and not more than 16 KiB of it.
bool is_bearer_token(std::string_view text);

}  // namespace watchpost::mail::sasl
