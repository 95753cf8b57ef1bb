// The key that SCRAM derives from a password (RFC 5802 section 3, SaltedPassword). That costs a millisecond
// and more, and a server shows the same salt each time, so a client may keep it: one who has it can sign in,
// as one who has the password can.
#pragma once

#include "secret.h"
#include "secret_text.h"

#include <mutex>
#include <string>
#include <string_view>

namespace watchpost::mail::sasl {

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
  secret_text password_;
  std::string salt_;
  unsigned rounds_ = 0;
  secret key_;
  unsigned derived_ = 0;
};

}  // namespace watchpost::mail::sasl
