// What a token server answered (RFC 6749 sections 5.1 and 5.2). Pure.
#pragma once

#include "../failure.h"
#include "../sasl/secret_text.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace watchpost::mail::oauth {

struct grant {
  sasl::secret_text access_token;
  sasl::secret_text refresh_token;               // empty: the old one stays good
  std::optional<std::chrono::seconds> lifetime;  // nothing: the server did not say
};

inline constexpr std::size_t max_answer = 64 * 1024;  // bytes of the body

// A grant, or the failure that the answer means: `code` is the HTTP status, `enhanced` the server's error
// code, `server` its description. Both refusals of a client and of its grant are cause::credentials.
result<grant> parse_answer(unsigned http_status, std::string_view body);

}  // namespace watchpost::mail::oauth
