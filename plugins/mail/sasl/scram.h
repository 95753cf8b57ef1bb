// SCRAM (RFC 5802, RFC 7677) without channel binding.
#pragma once

#include "mail/failure.h"
#include "mechanism.h"

#include <openssl/evp.h>

#include <string>
#include <string_view>

namespace watchpost::mail::sasl {

// The messages of SCRAM as text (RFC 5802 section 7). Pure functions.

// RFC 7677 section 4 asks for 4,096 rounds at least; a server that wants less gets a digest that is cheaper
// to guess from. The upper bound keeps a hostile server from burning our time: about 0.1 s of one core.
inline constexpr unsigned least_rounds = 4096;
inline constexpr unsigned most_rounds = 200'000;

struct server_first {
  std::string nonce;  // the client's and the server's
  std::string salt;   // decoded
  unsigned rounds = 0;
};

// `client_nonce` must be the beginning of the nonce. cause::protocol for everything that is not allowed, an
// extension that we would have to know ("m=") included; unknown attributes at the end are ignored.
result<server_first> parse_server_first(std::string_view message, std::string_view client_nonce);

// The decoded signature of "v=...". "e=...": cause::credentials where it says so, else cause::permanent.
result<std::string> parse_server_final(std::string_view message);

// A user name as `saslname`: '=' and ',' escaped.
std::string escaped_name(std::string_view username);

// What SCRAM takes as user name or password. SASLprep (RFC 4013) of ASCII is the text itself, without control
// characters. Other text must be UTF-8 without control characters and passes unchanged: whoever uses
// characters that NFKC would change has to set them in their composed form.
result<void> check_prepared(std::string_view what, std::string_view text);

enum class scram_hash { sha1, sha256 };

// `nonce`: printable ASCII without ','. Fresh for each exchange, from make_nonce(); tests give their own.
// cause::credentials: SCRAM cannot carry this user name or password.
result<std::unique_ptr<mechanism>> make_scram(scram_hash with, const credentials& who, std::string nonce);

// 144 random bits as base64. Empty: the system has no random numbers.
std::string make_nonce();

}  // namespace watchpost::mail::sasl
