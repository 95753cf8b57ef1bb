// The language in which each addressee of alarm mails wrote last. Pure; durable, edits as in outbox.h.
//
//   append(changes, book.wrote("duty@example.org", language::japanese, rules.addresses));
//   book.of("duty@example.org")    // Japanese
#pragma once

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
  // From all entries of the state store.
  static spoken_languages load(const std::map<std::string, std::string, std::less<>>& entries);

  // Nothing is kept of people who are none of the `addressees`, nor of who is one no longer.
  plugin::edits wrote(std::string_view address, grammar::language in,
                      std::span<const std::string> addressees);

  std::optional<grammar::language> of(std::string_view address) const;

 private:
  std::map<std::string, grammar::language, std::less<>> last_;  // by canonical address
};

}  // namespace watchpost::mail_command::alarm
