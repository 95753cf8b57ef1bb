// The fields of a header in their order, where the order matters.
//
//   header_walk walk(header);
//   while (const auto f = walk.next()) if (same_word(f->name, "Received")) ++received;
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail_command::identity {

struct header_field {
  std::string_view name;  // empty: the line begins no field
  bool strict = true;  // false: blanks before the colon (RFC 5322 section 4.5), which not every reader takes
  std::string body;    // unfolded, blanks at its ends kept
};

class header_walk {
 public:
  explicit header_walk(std::string_view header) : rest_(header) {}

  // Nothing at the empty line or the end.
  std::optional<header_field> next();

 private:
  std::string_view next_line();

  std::string_view rest_;
};

}  // namespace watchpost::mail_command::identity
