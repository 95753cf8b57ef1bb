// Memory that is wiped, and the digests that fill it.
#pragma once

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace watchpost::mail::sasl {

// A digest or a key; wiped when destroyed. Empty: the computation failed (out of memory, or the digest is
// forbidden by the system's policy).
class secret {
 public:
  secret() = default;
  secret(const secret&) = default;
  secret& operator=(const secret&) = default;
  ~secret();

  std::string_view view() const { return {reinterpret_cast<const char*>(bytes_.data()), size_}; }
  bool empty() const { return size_ == 0; }

  friend secret hmac(const EVP_MD* digest, std::string_view key, std::string_view text);
  friend secret hash(const EVP_MD* digest, std::string_view text);
  friend secret hi(const EVP_MD* digest, std::string_view password, std::string_view salt, unsigned count);
  friend secret operator^(const secret& a, const secret& b);

 private:
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes_{};
  std::size_t size_ = 0;
};

secret hmac(const EVP_MD* digest, std::string_view key, std::string_view text);
secret hash(const EVP_MD* digest, std::string_view text);
secret hi(const EVP_MD* digest, std::string_view password, std::string_view salt,
          unsigned count);  // RFC 5802
secret operator^(const secret& a, const secret& b);

// In a time that does not depend on where they differ.
bool same(std::string_view a, std::string_view b);

void wipe(std::string& text);

}  // namespace watchpost::mail::sasl
