#include "crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace watchpost::sandbox {
namespace {

const unsigned char* bytes_of(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
unsigned char* bytes_of(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

}  // namespace

std::string hash(const char* digest, std::string_view data) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  const EVP_MD* md = EVP_get_digestbyname(digest);
  if (!md || EVP_Digest(data.data(), data.size(), bytes_of(out), &size, md, nullptr) != 1) return {};
  out.resize(size);
  return out;
}

std::string hmac(const char* digest, std::string_view key, std::string_view data) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  const EVP_MD* md = EVP_get_digestbyname(digest);
  if (!md || !HMAC(md, key.data(), static_cast<int>(key.size()), bytes_of(data), data.size(), bytes_of(out),
                   &size)) {
    return {};
  }
  out.resize(size);
  return out;
}

std::string pbkdf2(const char* digest, std::string_view password, std::string_view salt, int iterations) {
  const EVP_MD* md = EVP_get_digestbyname(digest);
  if (!md) return {};
  const int size = EVP_MD_get_size(md);
  std::string out(static_cast<std::size_t>(size), '\0');
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes_of(salt),
                        static_cast<int>(salt.size()), iterations, md, size, bytes_of(out)) != 1) {
    return {};
  }
  return out;
}

std::string base64_encode(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  out.resize(static_cast<std::size_t>(
      EVP_EncodeBlock(bytes_of(out), bytes_of(bytes), static_cast<int>(bytes.size()))));
  return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.empty()) return std::string{};
  // EVP_DecodeBlock forgives white space at the ends; a protocol must not.
  if (text.size() % 4 != 0 || text.find_first_of(" \t\r\n") != std::string_view::npos) return std::nullopt;
  const auto padding = text.size() - 1 - text.find_last_not_of('=');
  if (padding > 2) return std::nullopt;
  std::string out(text.size() / 4 * 3, '\0');
  if (EVP_DecodeBlock(bytes_of(out), bytes_of(text), static_cast<int>(text.size())) < 0) return std::nullopt;
  out.resize(out.size() - padding);
  return out;
}

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::string random_hex(std::size_t bytes) {
  std::string raw(bytes, '\0');
  RAND_bytes(bytes_of(raw), static_cast<int>(bytes));
  return to_hex(raw);
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace watchpost::sandbox
