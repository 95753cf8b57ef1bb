#include "mail/sasl/digest.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <string>

namespace watchpost::mail::sasl {
namespace {

using namespace std::string_view_literals;

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    constexpr auto digits = "0123456789abcdef"sv;
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

// RFC 6070; only the first block of each.
TEST(pbkdf2, knows_the_vectors_of_sha1) {
  const auto key = [](std::string_view password, std::string_view salt, unsigned count) {
    return hex(hi(EVP_sha1(), password, salt, count).view());
  };
  EXPECT_EQ(key("password", "salt", 1), "0c60c80f961f0e71f3a9b524af6012062fe037a6");
  EXPECT_EQ(key("password", "salt", 2), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
  EXPECT_EQ(key("password", "salt", 4096), "4b007901b765489abead49d926f721d065a429c1");
  EXPECT_EQ(key("passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096),
            "3d2eec4fe41c849b80c8d83662c0e44a8b291a96");
  EXPECT_EQ(key("pass\0word"sv, "sa\0lt"sv, 4096).substr(0, 32), "56fa6aa75548099dcc37d7f03425e0c3");
}

// RFC 7914 section 11, the first block.
TEST(pbkdf2, knows_the_vectors_of_sha256) {
  EXPECT_EQ(hex(hi(EVP_sha256(), "passwd", "salt", 1).view()),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
  EXPECT_EQ(hex(hi(EVP_sha256(), "Password", "NaCl", 80000).view()),
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

std::string by_openssl(const EVP_MD* digest, std::string_view password, std::string_view salt,
                       unsigned count) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  const int size = EVP_MD_get_size(digest);
  EXPECT_EQ(
      PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                        reinterpret_cast<const unsigned char*>(salt.data()), static_cast<int>(salt.size()),
                        static_cast<int>(count), digest, size, out.data()),
      1);
  return hex({reinterpret_cast<const char*>(out.data()), static_cast<std::size_t>(size)});
}

// Passwords around the blocks of the digests: 64, 128, 136 and 144 bytes.
TEST(pbkdf2, is_what_openssl_makes) {
  for (const EVP_MD* digest :
       {EVP_sha1(), EVP_sha224(), EVP_sha256(), EVP_sha384(), EVP_sha512(), EVP_sha3_224(), EVP_sha3_256()})
    for (const std::size_t length : {0, 1, 63, 64, 65, 127, 128, 129, 136, 137, 144, 145, 1000})
      for (const std::size_t salted : {0, 1, 16, 200})
        for (const unsigned count : {1u, 2u, 3u, 100u}) {
          const std::string password(length, '\xC3'), salt(salted, '\0');
          EXPECT_EQ(hex(hi(digest, password, salt, count).view()), by_openssl(digest, password, salt, count))
              << EVP_MD_get0_name(digest) << ' ' << length << ' ' << salted << ' ' << count;
        }
}

TEST(pbkdf2, makes_nothing_without_a_round) { EXPECT_TRUE(hi(EVP_sha256(), "password", "salt", 0).empty()); }

}  // namespace
}  // namespace watchpost::mail::sasl
