#include "cli/totp_secret.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <array>
#include <cstdint>

namespace watchpost::cli {
namespace {

// RFC 3986 section 2.1; unreserved characters stay.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view unreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (unreserved.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return out;
}

}  // namespace

std::string base32(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    held = (held << 8U | static_cast<unsigned char>(c)) & 0xFFFU;
    for (bits += 8; bits >= 5; bits -= 5) out += letters[held >> (bits - 5) & 31U];
  }
  if (bits > 0) out += letters[held << (5 - bits) & 31U];
  return out;
}

abi::expected<std::string> new_totp_secret() {
  std::array<unsigned char, 20> key{};
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1)
    return abi::error{.status = WP_E_IO, .domain = "crypto", .text = "the random generator failed"};
  auto out = base32({reinterpret_cast<const char*>(key.data()), key.size()});
  OPENSSL_cleanse(key.data(), key.size());
  return out;
}

std::string otpauth_uri(std::string_view name, std::string_view issuer, std::string_view secret) {
  const auto from = percent_encoded(issuer);
  return "otpauth://totp/" + from + ":" + percent_encoded(name) + "?secret=" + std::string(secret) +
         "&issuer=" + from + "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace watchpost::cli
