// Lines that say who writes: "user tanaka", "password: ...", "login tanaka ...", "code 492 039". And lines
// that may hold a secret, which no answer repeats.
#pragma once

#include <watchpost/cpp/secret.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace watchpost::mail_command::grammar {

enum class credential : std::uint8_t { login, user, password, code };
struct credential_word {
  std::string_view word;
  credential kind;
};
std::span<const credential_word> credential_words();
std::optional<credential> credential_of(std::string_view folded);

// What the mail brings along of who wrote it; the last of each counts. Empty: none.
struct credentials {
  std::string user;         // as written
  plugin::secret password;  // as written, without blanks around it
  std::string code;         // one-time code, digits only
};

// False: the line is not such a line as a whole ("code of conduct", "user manual enclosed"); `into` is as it
// was.
bool take_credentials(std::string_view line, credentials& into);

// Whether the line has a word for a secret, in any language of people who may write here, or may be a slip of
// one.
bool names_secret(std::string_view line);
// Whether it is nothing but such a word: what it announces stands in the next line.
bool announces_secret(std::string_view line);

}  // namespace watchpost::mail_command::grammar
