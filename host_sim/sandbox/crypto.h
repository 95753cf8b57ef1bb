// Hashes, HMAC, base64 and random text, over OpenSSL.
//
//   base64_encode(hmac("SHA256", key, text))
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace watchpost::sandbox {

// `digest` is an OpenSSL name: "SHA256", "SHA1", "MD5". Results are raw bytes, empty when the digest is
// unknown.
std::string hash(const char* digest, std::string_view data);
std::string hmac(const char* digest, std::string_view key, std::string_view data);
std::string pbkdf2(const char* digest, std::string_view password, std::string_view salt, int iterations);

std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);  // strict: padded, no white space

std::string to_hex(std::string_view bytes);
std::string random_hex(std::size_t bytes);
bool same_secret(std::string_view a, std::string_view b);  // in constant time for equal lengths

}  // namespace watchpost::sandbox
