// Digests and keys as SASL mechanisms make them. Empty: the computation failed (out of memory, or the digest is
// forbidden by the system's policy).
#pragma once

#include "mail/secret.h"

#include <openssl/evp.h>

#include <mutex>
#include <string>
#include <string_view>

namespace watchpost::mail::sasl {

secret hash(const EVP_MD* digest, std::string_view text);
secret hmac(const EVP_MD* digest, std::string_view key, std::string_view text);  // RFC 2104

// Hi() of RFC 5802 section 2.2: the first block of PBKDF2 (RFC 8018 section 5.2) with HMAC.
secret hi(const EVP_MD* digest, std::string_view password, std::string_view salt, unsigned count);

// Byte by byte; empty where one is longer.
secret operator^(const secret& a, const secret& b);

// The key that SCRAM derives from a password (RFC 5802 section 3, SaltedPassword). That costs a millisecond
// and more, and a server shows the same salt each time, so a client may keep it: one who has it can sign in,
// as one who has the password can.

// Keeps the latest one; wiped when it goes. Any thread.
class salted_password {
 public:
  // Empty as hi() is.
  secret of(const EVP_MD* digest, std::string_view password, std::string_view salt, unsigned rounds);

  // How often there was work to do.
  unsigned derived() const { return derived_; }

 private:
  std::mutex mutex_;
  const EVP_MD* digest_ = nullptr;
  secret password_;
  std::string salt_;
  unsigned rounds_ = 0;
  secret key_;
  unsigned derived_ = 0;
};

}  // namespace watchpost::mail::sasl
