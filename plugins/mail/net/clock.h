// Time as the mail library sees it: given by its user, so that tests and virtual hosts can move it.
#pragma once

#include <chrono>
#include <functional>

namespace watchpost::mail::net {

// Monotonic milliseconds since any fixed instant.
using instant = std::chrono::milliseconds;

class clock {
 public:
  virtual ~clock() = default;
  virtual instant now() const = 0;
  virtual std::chrono::milliseconds wall() const = 0;  // since 1970-01-01T00:00Z
};

}  // namespace watchpost::mail::net
