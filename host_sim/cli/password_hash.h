// password_hash.h - hashes of passwords for `user` rows, as mail_command reads them.
//
//   password_fault("hunter2-hunter2")  == ""
//   hash_password("hunter2-hunter2")   -> "$scrypt$ln=15,r=8,p=1$<salt>$<hash>"
//
// scrypt is RFC 7914; salt (16 bytes) and hash (32 bytes) are in base64 (RFC 4648 section 4) without '='.
#pragma once

#include "engine/error.h"

#include <string>
#include <string_view>

namespace watchpost::cli {

/// Why nobody could sign in with this password by mail, and what to do; empty: somebody could.
std::string password_fault(std::string_view password);

/// With a new salt. Takes about 0.1 s and 32 MiB.
abi::expected<std::string> hash_password(std::string_view password);

/// The same with a salt that is given.
abi::expected<std::string> hash_password(std::string_view password, std::string_view salt);

}  // namespace watchpost::cli
