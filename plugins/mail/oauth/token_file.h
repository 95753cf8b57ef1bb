// Access tokens out of a file that somebody else keeps fresh.
#pragma once

#include "source.h"

#include <memory>
#include <optional>
#include <string>

namespace watchpost::mail::oauth {

// The file holds the token and nothing else but a line end. It is read at every use.
std::shared_ptr<source> make_token_file(std::string path);

// cause::credentials when there is no token in it; at stage::sign_in, token_trouble::unobtainable.
result<sasl::secret_text> read_token_file(const std::string& path);

// Everybody on this machine can read it.
bool is_open_to_all(const std::string& path);

}  // namespace watchpost::mail::oauth
