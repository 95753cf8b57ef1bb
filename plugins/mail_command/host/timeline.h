// The time in which durations count: it goes on evenly whatever is done to the wall clock, as long as the
// process lives; over a restart the wall clock decides. In ms; as long as the clock was never set, wall ms.
//
//   timeline time(net.time(), kept_offset);
//   due = time.now() + 10 * minute;            // a duration
//   due = time.at(wall_ms);                    // a time of day
//   say(time_text(time.wall(due), v));
//   if (const auto by = time.follow(); by != 0) keep time.offset(), move what goes by the time of day
//
// Everything that is kept as due, next, until is of this time, unless it says "wall".
#pragma once

#include "mail/net/clock.h"

#include <cstdint>
#include <optional>

namespace watchpost::mail_command::host {

class timeline {
 public:
  explicit timeline(const mail::net::clock& time, std::int64_t offset_ms = 0)
      : time_(time), base_(time.wall().count() + offset_ms - time.now().count()), offset_(offset_ms) {}

  std::int64_t now() const { return base_ + time_.now().count(); }

  // What the wall clock shows then, and when it shows that; as of the latest follow().
  std::int64_t wall(std::int64_t at) const { return at - offset_; }
  std::int64_t at(std::int64_t wall_ms) const { return wall_ms + offset_; }

  // By how much the wall clock was set since the latest call; 0: by less than a second.
  std::int64_t follow() {
    const std::int64_t by = time_.wall().count() - wall(now());
    if (by > -least_ms && by < least_ms) return 0;
    offset_ -= by;
    set_at_ = now();
    return by;
  }
  std::int64_t offset() const { return offset_; }
  bool was_set_within(std::int64_t ms) const { return set_at_ && now() - *set_at_ < ms; }

 private:
  static constexpr std::int64_t least_ms = 1000;

  const mail::net::clock& time_;
  std::int64_t base_, offset_;
  std::optional<std::int64_t> set_at_;
};

}  // namespace watchpost::mail_command::host
