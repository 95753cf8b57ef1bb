// Whose count a mail goes to, where something is counted: what proves nothing never uses up what proven mail
// needs.
//
//   const account on = account_of(rules, author);
//   if (on.is == standing::proven) ...             // on.name: "proven:alice@example.org", "user:bob"
#pragma once

#include "rules.h"

#include <cstdint>
#include <string>

namespace watchpost::mail_command::identity {

struct assessment;

enum class standing : std::uint8_t {
  unproven,     // From alone, and no row takes that: never answered
  once_a_day,   // From alone, which a row takes
  at_its_word,  // From alone, by which a row about that very address lets it operate
  proven,       // more than From
};

struct answer_quota {
  standing is = standing::unproven;
  std::string name;  // a word
};

answer_quota quota_of(const access_rules& rules, const assessment& author);

}  // namespace watchpost::mail_command::identity
