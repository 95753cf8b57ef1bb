// A clock that stands still until a test moves it.
#pragma once

#include "mail/net/clock.h"

namespace watchpost::test {

class manual_clock final : public mail::net::clock {
 public:
  mail::net::instant now() const override { return now_; }
  std::chrono::milliseconds wall() const override { return now_ + epoch; }

  // Timers hear of it through network::time_jumped().
  void advance(std::chrono::milliseconds by) { now_ += by; }
  void set(mail::net::instant to) { now_ = to; }

 private:
  static constexpr std::chrono::milliseconds epoch{1'767'225'600'000};  // 2026-01-01T00:00Z
  mail::net::instant now_{1'000'000};
};

}  // namespace watchpost::test
