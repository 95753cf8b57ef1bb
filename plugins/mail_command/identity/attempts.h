// Wrong passwords and codes are counted per person, so that guessing takes years.
//
//   if (!a.may_try("totp:alice@example.org", now)) ...      // refused unread, no hash is computed
//   a.failed("totp:alice@example.org", now);
//
// Three wrong ones are free; from then on the next is heard only after a pause that doubles from a minute to
// an hour. A right one, or a week of silence, ends the count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail_command {

class attempts {
 public:
  static constexpr std::size_t most_people = 1000;  // beyond: the one that failed longest ago is forgotten

  bool may_try(std::string_view who, std::int64_t now_ms) const;
  void failed(std::string_view who, std::int64_t now_ms);
  void succeeded(std::string_view who);

  // For the durable state: a line per person.
  std::string to_text() const;
  static attempts read(std::string_view text);  // what cannot be read is left out

 private:
  struct count {
    std::uint32_t wrong = 0;
    std::int64_t last_ms = 0;
  };
  std::map<std::string, count, std::less<>> people_;
};

}  // namespace watchpost::mail_command
