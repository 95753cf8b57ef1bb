// Who asks a token server, and how (RFC 6749).
#pragma once

#include "../net/connection.h"
#include "../sasl/secret_text.h"
#include "url.h"

#include <cstdint>
#include <string>

namespace watchpost::mail::oauth {

// How the client shows its secret (RFC 6749 section 2.3.1).
enum class client_auth : std::uint8_t { body, basic };

struct client {
  url token_url;
  net::tls_settings trust;  // always verified
  std::string id;
  sasl::secret_text secret;         // empty: a public client
  sasl::secret_text refresh_token;  // as configured; empty: the client credentials grant (section 4.4)
  std::string scope;                // may be empty
  client_auth auth = client_auth::body;
};

// Tells clients apart without showing their secrets: 32 hexadecimal digits. The same for two that share
// everything but `trust`.
std::string fingerprint(const client& who);

}  // namespace watchpost::mail::oauth
