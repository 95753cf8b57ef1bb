// SHA-256 as lower-case hexadecimal text.
#pragma once

#include "mail/text/hex.h"

#include <openssl/evp.h>

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace watchpost::mail_command::identity {

// Empty when the system's policy forbids the digest or memory is short.
inline std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) return {};
  return mail::to_hex(std::span(digest).first(size));
}

}  // namespace watchpost::mail_command::identity
