#include "secret.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <limits>

namespace watchpost::mail::sasl {
namespace {

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool fits(std::string_view text) { return text.size() <= std::numeric_limits<int>::max(); }

}  // namespace

secret::~secret() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

secret hmac(const EVP_MD* digest, std::string_view key, std::string_view text) {
  secret made;
  unsigned size = 0;
  if (fits(key) && HMAC(digest, key.data(), static_cast<int>(key.size()), raw(text), text.size(),
                        made.bytes_.data(), &size) != nullptr)
    made.size_ = size;
  return made;
}

secret hash(const EVP_MD* digest, std::string_view text) {
  secret made;
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), made.bytes_.data(), &size, digest, nullptr) == 1)
    made.size_ = size;
  return made;
}

secret operator^(const secret& a, const secret& b) {
  secret made;
  if (a.size_ != b.size_) return made;
  made.size_ = a.size_;
  for (std::size_t i = 0; i < a.size_; ++i)
    made.bytes_[i] = static_cast<unsigned char>(a.bytes_[i] ^ b.bytes_[i]);
  return made;
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(std::string& text) {
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace watchpost::mail::sasl
