// How often somebody is answered: in no 60 minutes more than the cap. Pure, durable.
//
//   if (!rates.may(account, now)) count, say nothing
//   append(changes, rates.took(account, now));      // in one commit with the answer
#pragma once

#include "mail/json/fields.h"
#include "mail_command/state/sliding_count.h"

#include <watchpost/cpp/edits.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace watchpost::mail_command::journal {

class rates {
 public:
  static constexpr std::size_t most_people = 1000;  // beyond: the one that was silent longest is forgotten

  static constexpr std::string_view key = "rates";

  explicit rates(std::size_t per_hour = 1) : per_hour_(per_hour) {}

  // The entry of the state with that key; false: it cannot be read.
  bool take(std::string_view value);

  // `now`: wall ms. `account`: a word; compared without regard to the case of mails.
  bool may(std::string_view account, std::int64_t now) const;
  plugin::edits took(std::string_view account, std::int64_t now);

  friend constexpr auto fields_of(const rates*) {
    return std::tuple{mail::json::field("people", &rates::people_)};
  }

 private:
  using history = state::sliding_count<13>;                       // of five minutes each
  using histories = std::map<std::string, history, std::less<>>;  // by account
  plugin::edits kept(std::int64_t now);

  std::size_t per_hour_;
  histories people_;
};

}  // namespace watchpost::mail_command::journal
