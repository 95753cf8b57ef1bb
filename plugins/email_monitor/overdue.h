// Whether a probe that is not in the mailbox has had its time: by the schedule, and by the polls that were
// made, as clocks jump and machines sleep (docs/decisions/0003-lost-by-schedule.md).
#pragma once

#include "ledger.h"

#include <algorithm>
#include <cstdint>

namespace watchpost::email_monitor {

// All times are ms.
struct timetable {
  std::int64_t due = 0;       // wall: when this poll is due
  std::int64_t interval = 0;  // of the schedule; 0: none
  std::int64_t deadline = 0;  // of the delivery
  std::uint64_t turns = 0;    // polls before this one
  std::int64_t last_due = 0;  // wall: when the latest of them was due; 0: there was none

  // The time since the last poll when that is no part of the schedule: the monitor slept, or the wall clock
  // was set. Otherwise 0. Negative when the clock went back.
  std::int64_t gap() const {
    if (interval <= 0 || last_due == 0) return 0;
    const std::int64_t since = due - last_due;
    return since < 0 || since > 2 * interval + slack() ? since : 0;
  }

  bool overdue(const probe& p) const {
    const std::uint64_t made = turns + 1 - p.turn;
    std::int64_t polls = interval > 0 ? std::max<std::int64_t>(1, (need() + interval - 1) / interval) : 1;
    if (gap() != 0) ++polls;
    const bool polled_often = made >= static_cast<std::uint64_t>(polls);
    const std::int64_t elapsed = due - p.due;
    if (elapsed < 0) return made > static_cast<std::uint64_t>(polls);  // the clock went back
    return elapsed >= need() && polled_often;
  }

  // Half of its time is over.
  bool soon_overdue(const probe& p) const { return due < p.due || due - p.due >= need() / 2; }

 private:
  // Hosts round due times, and their wall clocks are slewed.
  std::int64_t slack() const { return std::min<std::int64_t>(deadline / 20, 1000); }
  std::int64_t need() const { return deadline - slack(); }
};

}  // namespace watchpost::email_monitor
