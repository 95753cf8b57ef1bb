// Wrong passwords and one-time codes are counted per person, so that guessing takes years.
//
//   if (!a.may_try("user:bob", now)) ...                    // refused unread, no hash is computed
//   a.failed("user:bob", now);
//
// Of passwords three wrong ones are free; from then on the next is heard only after a pause that doubles from
// a minute to an hour. A right one, or a week of silence, ends the count. Of one-time codes the wrong ones of
// the last 30 days are counted, and nothing forgives them: see totp_key::most_guesses().
#pragma once

#include "mail/json/fields.h"
#include "mail_command/state/sliding_count.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail_command::identity {

class attempts {
 public:
  // Of each kind; more than there can be rows about. Beyond: the one that failed longest ago is forgotten.
  static constexpr std::size_t most_people = 1100;

  bool may_try(std::string_view person, std::int64_t now_ms) const;
  void failed(std::string_view person, std::int64_t now_ms);
  void succeeded(std::string_view person);

  std::uint64_t wrong_codes(std::string_view person, std::int64_t now_ms) const;
  void wrong_code(std::string_view person, std::int64_t now_ms);

  // For the durable state.
  friend constexpr auto fields_of(const attempts*) {
    return std::tuple{mail::json::field("passwords", &attempts::people_),
                      mail::json::field("codes", &attempts::codes_)};
  }
  friend bool is_sound(const attempts& a);

 private:
  struct count {
    std::uint32_t wrong = 0;
    std::int64_t last_ms = 0;

    friend constexpr auto fields_of(const count*) {
      return std::tuple{mail::json::field("wrong", &count::wrong),
                        mail::json::field("last", &count::last_ms)};
    }
  };
  using month = state::sliding_count<31>;  // of days

  std::map<std::string, count, std::less<>> people_;  // of passwords
  std::map<std::string, month, std::less<>> codes_;
};

}  // namespace watchpost::mail_command::identity
