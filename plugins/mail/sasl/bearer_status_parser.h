// The JSON in which a server tells why it refuses an access token (RFC 7628 section 3.2.2).
#pragma once

#include <string>
#include <string_view>

namespace watchpost::mail::sasl {

// {"status":"invalid_token","scope":"mail"} -> "status invalid_token, scope mail": one printable line of at
// most 500 bytes. Empty when it is not such an object.
std::string parse_bearer_status(std::string_view json);

}  // namespace watchpost::mail::sasl
