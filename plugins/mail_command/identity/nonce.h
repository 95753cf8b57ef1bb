// Codes that are mailed to somebody and come back once: confirmations, acknowledgements of alarms.
//
//   minted m = mint({.purpose = "confirm", .addressee = "alice@example.org", .about = "journal.17"}, until);
//   mail(m.code);  keep(m.kept);                    // the code itself is nowhere kept
//   ...
//   if (redeems(kept, "confirm", "k7qf-3mzx-9tra", from, now_ms)) forget it, then act
//
// 60 random bits in three groups of Crockford's base32; read in any case, with O as 0 and I, L as 1. Whoever
// asks counts wrong ones (attempts.h).
#pragma once

#include "mail/json/fields.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::mail_command::identity {

struct code_terms {
  std::string purpose;    // letters only; a code never serves another one
  std::string addressee;  // who it was mailed to
  std::string about;      // what it stands for; no blanks
};

struct mailed_code {
  code_terms terms;
  std::int64_t until_ms = 0;
  std::string hash;  // hex of SHA-256 over purpose, addressee, about, until_ms and code
};

constexpr auto fields_of(const code_terms*) {
  using mail::json::field;
  return std::tuple{field("purpose", &code_terms::purpose), field("addressee", &code_terms::addressee),
                    field("about", &code_terms::about)};
}
constexpr auto fields_of(const mailed_code*) {
  using mail::json::field;
  return std::tuple{field("terms", &mailed_code::terms), field("until", &mailed_code::until_ms),
                    field("hash", &mailed_code::hash)};
}
bool is_sound(const mailed_code& kept);

struct minted {
  std::string code;  // "K7QF-3MZX-9TRA"; empty: there is no randomness, so nothing may be mailed
  mailed_code kept;
};
minted mint(code_terms terms, std::int64_t until_ms);

// Whether `code` is that one, from its addressee, for `purpose`, in time. Compares in constant time. The
// caller forgets the kept code, durably, before it acts.
bool redeems(const mailed_code& kept, std::string_view purpose, std::string_view code, std::string_view from,
             std::int64_t now_ms);

// Whether it is that code in time, whoever brings it: for a second person, who must be allowed on their own.
bool names(const mailed_code& kept, std::string_view purpose, std::string_view code, std::int64_t now_ms);

}  // namespace watchpost::mail_command::identity
