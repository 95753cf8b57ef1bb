// How often somebody is answered: in no 60 minutes more than the cap. Pure, durable.
//
//   if (!rates.may(account, now)) count, say nothing
//   append(changes, rates.took(account, now));      // in one commit with the answer
#pragma once

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

  // From all entries of the state store; what cannot be read is left out.
  static rates load(const std::map<std::string, std::string, std::less<>>& entries, std::size_t per_hour);

  // `now`: wall ms. `account`: a word; compared without regard to the case of mails.
  bool may(std::string_view account, std::int64_t now) const;
  plugin::edits took(std::string_view account, std::int64_t now);

 private:
  using history = state::sliding_count<13>;  // of five minutes each
  plugin::edits kept(std::int64_t now);

  std::size_t per_hour_ = 1;
  std::map<std::string, history, std::less<>> people_;
};

}  // namespace watchpost::mail_command::journal
