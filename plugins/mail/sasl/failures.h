// Failures of the sign-in, as all mechanisms make them.
#pragma once

#include "../failure.h"
#include "mechanism.h"

#include <string>
#include <utility>

namespace watchpost::mail::sasl {

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

// A refusal, with what the server said of it in a challenge.
inline failure explained(failure refusal, const mechanism& by) {
  const std::string why = by.complaint();
  if (!why.empty()) refusal.detail = "the server says: " + why;
  return refusal;
}

}  // namespace watchpost::mail::sasl
