// The address of a token server: "https://login.example/oauth2/token".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail::oauth {

struct url {
  std::string host;  // name or address; an IPv6 one without its brackets
  std::uint16_t port = 443;
  std::string target;  // path and query, from the '/' on
};

// RFC 3986, https only. Nothing for anything else, and for user information, a fragment, or bytes that do not
// belong into a URL.
std::optional<url> parse_url(std::string_view text);

// As the Host field has it (RFC 9110 section 7.2): "login.example", "[::1]:8443".
std::string authority(const url& of);
std::string to_text(const url& of);

}  // namespace watchpost::mail::oauth
