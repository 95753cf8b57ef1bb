#include "salted_password.h"

namespace watchpost::mail::sasl {

secret salted_password::of(const EVP_MD* digest, std::string_view password, std::string_view salt,
                           unsigned rounds) {
  const std::lock_guard lock(mutex_);
  if (!key_.empty() && digest == digest_ && rounds == rounds_ && salt == salt_ &&
      same(password, password_.view()))
    return key_;
  ++derived_;
  key_ = hi(digest, password, salt, rounds);
  digest_ = digest;
  password_ = secret_text(password);
  salt_ = salt;
  rounds_ = rounds;
  return key_;
}

}  // namespace watchpost::mail::sasl
