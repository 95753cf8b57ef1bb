// Sign-in with an OAuth 2.0 access token: OAUTHBEARER (RFC 7628) and XOAUTH2 (Google's forerunner of it,
// which Microsoft speaks too). Both are one message; a server that refuses it says why in a challenge, waits
// for an empty answer, and only then fails the exchange.
#pragma once

#include "mechanism.h"

#include <string>
#include <string_view>

namespace watchpost::mail::sasl {

// The JSON in which a server tells why it refuses an access token (RFC 7628 section 3.2.2).

// {"status":"invalid_token","scope":"mail"} -> "status invalid_token, scope mail": one printable line of at
// most 500 bytes. Empty when it is not such an object.
std::string parse_bearer_status(std::string_view json);

std::unique_ptr<mechanism> make_oauthbearer(const credentials& who);
std::unique_ptr<mechanism> make_xoauth2(const credentials& who);

// RFC 6750 section 2.1, and not more than 16 KiB of it.
bool is_bearer_token(std::string_view text);

}  // namespace watchpost::mail::sasl
