// Failures of the sign-in, as all mechanisms make them.
#pragma once

#include "../failure.h"
#include "mechanism.h"

#include <string>
#include <string_view>
#include <utility>

namespace watchpost::mail::sasl {

// The detail where the server forbids what a clear connection would show.
inline constexpr std::string_view wants_tls = "the server takes no sign-in without TLS";

inline failure sign_in_failure(cause why, std::string detail) {
  failure f;
  f.at = stage::sign_in;
  f.why = why;
  f.detail = std::move(detail);
  return f;
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

// The server says yes while the mechanism is not satisfied().
inline failure too_early(const mechanism& by) {
  return sign_in_failure(cause::protocol, by.name().starts_with("SCRAM-")
                                              ? "the server did not prove that it knows the password"
                                              : "the server says yes before the sign-in was complete");
}

// A refusal, with what the server said of it in a challenge.
inline failure explained(failure refusal, const mechanism& by) {
  const std::string why = by.complaint();
  if (why.empty()) return refusal;
  refusal.detail = "the server says: " + why;
  if (refusal.why == cause::unexplained) refusal.why = cause::credentials;
  return refusal;
}

}  // namespace watchpost::mail::sasl
