// One-time codes by time (RFC 6238).
//
//   const auto step = key.step_of("492039", now_ms);    // 30 s steps, one step to either side allowed
//   if (step) ...                                        // the caller never accepts the same step again
#pragma once

#include <watchpost/cpp/secret.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail_command::identity {

enum class totp_digest : std::uint8_t { sha1, sha256, sha512 };

struct totp_key {
  plugin::secret bytes;
  totp_digest digest = totp_digest::sha1;
  unsigned digits = 6;   // 6 to 8
  unsigned period = 30;  // seconds

  // So many wrong codes of one month leave a chance of 1 in 10,000 that one of them had come true: at each
  // moment three codes (step_of()) of 10^digits are right. 33 of six digits, 333 of seven, 3333 of eight.
  std::uint64_t most_guesses() const;

  // The code of a step; empty when it cannot be computed.
  std::string code_of(std::int64_t step) const;

  // The step (seconds since 1970 / period) that `code` belongs to: the present one or a neighbour. Blanks and
  // hyphens in the code are passed over. Every candidate is computed and compared in constant time.
  std::optional<std::int64_t> step_of(std::string_view code, std::int64_t now_ms) const;
};

// RFC 4648 base32, any case, blanks and hyphens passed over, padding optional; nothing when it is none or
// longer than 128 bytes.
std::optional<plugin::secret> from_base32(std::string_view text);

}  // namespace watchpost::mail_command::identity
