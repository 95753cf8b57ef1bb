// The language in which each addressee of alarm mails wrote last. Pure; durable, edits as in outbox.h.
//
//   append(changes, book.wrote("duty@example.org", language::japanese, rules.addresses));
//   book.of("duty@example.org")    // Japanese
#pragma once

#include "mail/json/fields.h"
#include "mail_command/grammar/language.h"

#include <watchpost/cpp/edits.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace watchpost::mail_command::alarm {

class spoken_languages {
 public:
  static constexpr std::string_view key = "alarm.tongues";

  // The entry of the state with that key; false: it cannot be read.
  bool take(std::string_view value);

  // Nothing is kept of people who are none of the `addressees`, nor of who is one no longer.
  plugin::edits wrote(std::string_view address, grammar::language in,
                      std::span<const std::string> addressees);

  std::optional<grammar::language> of(std::string_view address) const;

  friend constexpr auto fields_of(const spoken_languages*) {
    return std::tuple{mail::json::field("languages", &spoken_languages::last_)};
  }

 private:
  std::map<std::string, grammar::language, std::less<>> last_;  // by canonical address
};

}  // namespace watchpost::mail_command::alarm
