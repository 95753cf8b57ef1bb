// SHA-256 and lower-case hexadecimal text.
#pragma once

#include <openssl/evp.h>

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace watchpost::mail_command {

inline std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4U];
    out += digits[static_cast<unsigned char>(c) & 15U];
  }
  return out;
}

// Empty when the system's policy forbids the digest or memory is short.
inline std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) return {};
  return to_hex({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace watchpost::mail_command
