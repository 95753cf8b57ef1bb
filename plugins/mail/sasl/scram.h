// SCRAM (RFC 5802, RFC 7677) without channel binding.
#pragma once

#include "mechanism.h"

#include <openssl/evp.h>

#include <string>

namespace watchpost::mail::sasl {

enum class scram_hash { sha1, sha256 };

// `nonce`: printable ASCII without ','. Fresh for each exchange, from make_nonce(); tests give their own.
// cause::credentials: SCRAM cannot carry this user name or password.
result<std::unique_ptr<mechanism>> make_scram(scram_hash with, const credentials& who, std::string nonce);

// 144 random bits as base64. Empty: the system has no random numbers.
std::string make_nonce();

}  // namespace watchpost::mail::sasl
