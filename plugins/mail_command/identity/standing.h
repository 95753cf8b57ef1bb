// Whose count a mail goes to, where something is counted: what proves nothing never uses up what proven mail
// needs.
//
//   const account on = account_of(rules, author);
//   if (on.is == standing::proven) ...             // on.name: "proven:alice@example.org", "user:bob"
#pragma once

#include "mail/json/fields.h"
#include "rules.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace watchpost::mail_command::identity {

struct assessment;

enum class standing : std::uint8_t {
  unproven,     // From alone, and no row takes that: never answered
  once_a_day,   // From alone, which a row takes
  at_its_word,  // From alone, by which a row about that very address lets it operate
  proven,       // more than From
};
inline constexpr std::array<std::string_view, 4> standing_names{"unproven", "once-a-day", "at-its-word",
                                                                "proven"};
constexpr const auto& names_of(standing) { return standing_names; }

struct answer_quota {
  standing is = standing::unproven;
  std::string name;  // a word
};
constexpr auto fields_of(const answer_quota*) {
  return std::tuple{mail::json::field("standing", &answer_quota::is),
                    mail::json::field("account", &answer_quota::name)};
}

answer_quota quota_of(const access_rules& rules, const assessment& author);

}  // namespace watchpost::mail_command::identity
