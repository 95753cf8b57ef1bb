// totp_secret.h - the key of somebody's one-time codes (RFC 6238), as an authenticator program takes it.
//
//   base32("Hello!\xDE\xAD\xBE\xEF")                         == "JBSWY3DPEHPK3PXP"
//   otpauth_uri("alice@example.org", "Watchpost", "JBSW...")
//       == "otpauth://totp/Watchpost:alice%40example.org?..."
#pragma once

#include "engine/error.h"

#include <string>
#include <string_view>

namespace watchpost::cli {

/// RFC 4648 section 6, without '='.
std::string base32(std::string_view bytes);

/// 20 random bytes (RFC 4226 section 4, R6) in base32.
abi::expected<std::string> new_totp_secret();

/// SHA-1, 6 digits, 30 s: what every authenticator knows.
std::string otpauth_uri(std::string_view name, std::string_view issuer, std::string_view secret);

}  // namespace watchpost::cli
