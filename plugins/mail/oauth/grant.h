// A grant of an access token (RFC 6749): who asks, the request, and what the answer says. Pure.
#pragma once

#include "mail/failure.h"
#include "mail/net/connection.h"
#include "mail/secret.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail::oauth {

// The address of a token server: "https://login.example/oauth2/token".

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

// Who asks a token server, and how (RFC 6749).

// How the client shows its secret (RFC 6749 section 2.3.1).
enum class client_auth : std::uint8_t { body, basic };

struct client {
  url token_url;
  net::tls_settings trust;  // always verified
  std::string id;
  mail::secret secret;         // empty: a public client
  mail::secret refresh_token;  // as configured; empty: the client credentials grant (section 4.4)
  std::string scope;           // may be empty
  client_auth auth = client_auth::body;
};

// Tells clients apart without showing their secrets: 32 hexadecimal digits. The same for two that share
// everything but `trust`.
std::string fingerprint(const client& who);

// The request for an access token as it goes over the wire (RFC 6749 sections 4.4.2 and 6). Pure.

// application/x-www-form-urlencoded (WHATWG URL, section 5.2), with %20 for blanks.
std::string form_encoded(std::string_view text);

// POST with head and body. `refresh_token`: the one in force; empty: client credentials.
std::string write_request(const client& who, std::string_view refresh_token);

// What a token server answered (RFC 6749 sections 5.1 and 5.2). Pure.

struct grant {
  secret access_token;
  secret refresh_token;                          // empty: the old one stays good
  std::optional<std::chrono::seconds> lifetime;  // nothing: the server did not say
};

inline constexpr std::size_t max_answer = 64 * 1024;  // bytes of the body

// A grant, or the failure that the answer means: `code` is the HTTP status, `enhanced` the server's error
// code, `server` its description. Both refusals of a client and of its grant are cause::credentials.
result<grant> parse_answer(unsigned http_status, std::string_view body);

}  // namespace watchpost::mail::oauth
