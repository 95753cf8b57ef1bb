// A clock that stands still until a test moves it.
#pragma once

#include "mail/net/clock.h"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace watchpost::test {

// May be read from any thread.
class manual_clock final : public mail::net::clock {
 public:
  using milliseconds = std::chrono::milliseconds;

  static constexpr milliseconds new_year{1'767'225'600'000};  // 2026-01-01T00:00Z
  static constexpr milliseconds november{1'795'342'400'000};  // 2026-11-22T10:13:20Z

  // `epoch`: the wall time when now() is zero. It begins a thousand seconds later.
  explicit manual_clock(milliseconds epoch = new_year) : wall_offset_(epoch.count()) {}

  mail::net::instant now() const override { return mail::net::instant(now_); }
  milliseconds wall() const override { return milliseconds(now_ + wall_offset_); }

  // Timers hear of it through network::time_jumped().
  void advance(milliseconds by) { now_ += by.count(); }
  void set(mail::net::instant to) { now_ = to.count(); }

  // The wall clock alone, as an administrator sets it.
  void set_wall(milliseconds by) { wall_offset_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_{1'000'000}, wall_offset_;
};

}  // namespace watchpost::test
