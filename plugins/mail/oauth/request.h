// The request for an access token as it goes over the wire (RFC 6749 sections 4.4.2 and 6). Pure.
#pragma once

#include "client.h"

#include <string>
#include <string_view>

namespace watchpost::mail::oauth {

// application/x-www-form-urlencoded (WHATWG URL, section 5.2), with %20 for blanks.
std::string form_encoded(std::string_view text);

// POST with head and body. `refresh_token`: the one in force; empty: client credentials.
std::string write_request(const client& who, std::string_view refresh_token);

}  // namespace watchpost::mail::oauth
