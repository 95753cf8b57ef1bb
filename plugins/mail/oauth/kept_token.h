// A replaced refresh token as it is kept between two lives of the process. Pure.
#pragma once

#include "../sasl/secret_text.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail::oauth {

struct kept_token {
  std::string client;         // fingerprint() of whom it belongs to: another configured token ends its use
  std::int64_t obtained = 0;  // wall ms; of several, the newest is good
  sasl::secret_text text;
};

// "1 FINGERPRINT OBTAINED TOKEN"
std::string encode(const kept_token& token);
std::optional<kept_token> decode_kept_token(std::string_view text);

}  // namespace watchpost::mail::oauth
