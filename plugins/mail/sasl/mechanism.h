// SASL client mechanisms (RFC 4422), free of any protocol: text in, text out; base64 is the protocol's
// business.
//
//   auto m = sasl::choose(offered, user, transport.secure(), settings.allow_cleartext);
//   if (!m) co_return m.error();
//   send("AUTH " + (*m)->name() + initial);
//   while the server challenges: send((*m)->answer(challenge));
//   on success: if (!(*m)->satisfied()) the server did not prove itself -> failure
#pragma once

#include "digest.h"
#include "mail/failure.h"
#include "mail/secret.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace watchpost::mail::sasl {

// Holds the password or the access token; wiped when destroyed. With a token the password is not used.
struct credentials {
  std::string username;
  std::string password;
  secret token{};          // RFC 6750
  std::string host{};      // the server that the token is for, as OAUTHBEARER tells it; may be empty
  std::uint16_t port = 0;  // likewise; may be 0
  std::string only{};      // the one mechanism that may be used, in upper case; empty: any
  std::shared_ptr<salted_password> salted = std::make_shared<salted_password>();  // shared by copies
  credentials() = default;
  credentials(std::string user, std::string pass) : username(std::move(user)), password(std::move(pass)) {}
  credentials(const credentials&) = default;
  credentials(credentials&&) noexcept;
  credentials& operator=(const credentials&);
  credentials& operator=(credentials&&) noexcept;
  ~credentials();
};

class mechanism {
 public:
  virtual ~mechanism() = default;
  virtual std::string_view name() const = 0;  // "SCRAM-SHA-256"

  // The initial response, or nothing when the server speaks first. Called once.
  virtual std::optional<std::string> initial() = 0;

  // The answer to a decoded challenge. cause::protocol: the exchange must be cancelled ("*"). Also given
  // the server's success data, where the protocol has any.
  virtual result<std::string> answer(std::string_view challenge) = 0;

  // Why the server refuses, where it said so in a challenge: one printable line without secrets; else empty.
  virtual std::string complaint() const { return {}; }

  // True when success may be believed: for SCRAM only after the server's signature was right.
  virtual bool satisfied() const = 0;

  // One answer is all: what follows may be pipelined behind it.
  virtual bool single_flight() const = 0;
};

// From strongest to weakest; the ones that show the password stand last.
inline constexpr std::string_view ranking[] = {"SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN"};

// With a token these alone, and both show it.
inline constexpr std::string_view token_ranking[] = {"OAUTHBEARER", "XOAUTH2"};

// The strongest mutual mechanism. `offered`: names as the server gave them, any case. On a connection that is
// not secure, the ones that show a secret are refused (cause::insecure) unless `allow_cleartext`. Nothing
// mutual: cause::no_mechanism.
result<std::unique_ptr<mechanism>> choose(std::span<const std::string> offered, const credentials& who,
                                          bool secure, bool allow_cleartext);

// The mechanisms one by one, for choose().

std::unique_ptr<mechanism> make_plain(const credentials& who);     // RFC 4616
std::unique_ptr<mechanism> make_login(const credentials& who);     // draft-murchison-sasl-login
std::unique_ptr<mechanism> make_cram_md5(const credentials& who);  // RFC 2195

// Failures of the sign-in, as all mechanisms make them.

// The detail where the server forbids what a clear connection would show.
inline constexpr std::string_view wants_tls = "the server takes no sign-in without TLS";

inline failure sign_in_failure(cause why, std::string detail) {
  return make_failure(stage::sign_in, why, std::move(detail));
}

// A challenge where none may come: the exchange is over.
inline failure too_many_challenges() {
  return sign_in_failure(cause::protocol, "the server asks for more than the mechanism has");
}

// A sign-in that the server would refuse again: over SMTP every 5yz to AUTH. Accounts lock by trying.
inline bool is_refusal_for_good(const failure& f) {
  if (f.at != stage::sign_in) return false;
  return f.why == cause::credentials || (f.why == cause::permanent && !f.server.empty()) ||
         (f.code >= 500 && f.code <= 599);
}

}  // namespace watchpost::mail::sasl
