// SASL client mechanisms (RFC 4422), free of any protocol: text in, text out; base64 is the protocol's
// business.
//
//   auto m = sasl::choose(offered, user, transport.secure(), settings.allow_cleartext);
//   if (!m) co_return m.error();
//   send("AUTH " + (*m)->name() + initial);
//   while the server challenges: send((*m)->answer(challenge));
//   on success: if (!(*m)->satisfied()) the server did not prove itself -> failure
#pragma once

#include "../failure.h"
#include "salted_password.h"
#include "secret_text.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace watchpost::mail::sasl {

// Holds the password or the access token; wiped when destroyed. With a token the password is not used.
struct credentials {
  std::string username;
  std::string password;
  secret_text token{};     // RFC 6750
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

// RFC 4648 section 4, strict.
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

}  // namespace watchpost::mail::sasl
