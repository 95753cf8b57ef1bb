// Where tokens are kept: in the state of an instance, or in a file that somebody else writes.
#pragma once

#include "mail/secret.h"
#include "source.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail::oauth {

// A replaced refresh token as it is kept between two lives of the process. Pure.

struct kept_token {
  std::string client;         // fingerprint() of whom it belongs to: another configured token ends its use
  std::int64_t obtained = 0;  // wall ms; of several, the newest is good
  secret text;
};

std::string to_record(const kept_token& token);
std::optional<kept_token> read_kept_token(std::string_view record);

// Access tokens out of a file that somebody else keeps fresh.

// The file holds the token and nothing else but a line end. It is read at every use.
std::shared_ptr<source> make_token_file(std::string path);

// cause::credentials when there is no token in it; at stage::sign_in, token_trouble::unobtainable.
result<secret> read_token_file(const std::string& path);

}  // namespace watchpost::mail::oauth
