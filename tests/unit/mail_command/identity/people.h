// Certificates and signatures of people, made in memory by OpenSSL, and rows of rules with known secrets.
#pragma once

#include "mail_command/identity/rules.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::test {

// 2026-11-25 12:00:00 UTC, which all certificates of good people are valid at.
inline constexpr std::int64_t noon_ms = 1'795'608'000'000;

// alice, bob       of the authority, for <name>@example.org
// impostor         of another authority, for alice@example.org
// former           as alice, until a day before noon
// early            as alice, from a day after noon
// server           of the authority, for alice@example.org, but for TLS servers only
// nul              of the authority, for "alice@example.org\0.evil.example"
struct person;
const person& someone(std::string_view name);
std::string authority_pem();
// The authority with another extension of that kind; nullptr: without it.
std::string authority_pem(int extension, const char* value);
std::string certificate_pem(const person& who);
std::string fingerprint(const person& who);

// A MIME entity to be signed.
inline const std::string entity = "Content-Type: text/plain; charset=utf-8\r\n\r\nset pump1 on";

struct signing {
  bool enclosed = false;
  bool with_time = true;         // false: no signed attributes at all
  bool weak = false;             // SHA-1
  const person* also = nullptr;  // a second signer
};
// CMS SignedData in DER over exactly `content`.
std::string sign(const person& who, std::string_view content, const signing& how = {});

// A multipart/signed mail of alice.
std::string signed_mail(std::string_view entity, std::string_view der, std::string_view subject = "pump1 on");
// An application/pkcs7-mime mail of alice.
std::string opaque_mail(std::string_view der);

// Rules whose every row is sound, or the test fails.
mail_command::identity::access_rules rules_of(const mail_command::identity::rule_rows& rows);

// The password of this hash is "correct horse".
std::string horse_hash();
inline constexpr std::string_view horse = "correct horse";
// RFC 6238 appendix B: the key "12345678901234567890".
inline constexpr std::string_view rfc_secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

}  // namespace watchpost::test
