#include "event_name.h"

#include <openssl/evp.h>

#include <array>

namespace watchpost::mail_command {

std::string digest_of(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const auto part : parts) (all += std::to_string(part.size()) += ':') += part;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(all.data(), all.size(), digest.data(), &size, EVP_sha256(), nullptr);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < 16; ++i) {
    hex += digits[digest[i] >> 4];
    hex += digits[digest[i] & 0xF];
  }
  return hex;
}

}  // namespace watchpost::mail_command
