// Times as people write them in a command: "18:30", "午後6時半", "2026-11-26 07:00", "明日 7時".
//
//   const auto at = resolve(*c.until, mail_date_ms, local_zone());
//   if (!at) refuse(reply::past_time);
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace watchpost::mail_command::grammar {

// Minutes east of UTC that clocks show at a wall time (ms).
using utc_offset = std::function<int(std::int64_t wall_ms)>;

// Of this machine's zone, as the C library knows it. Any thread.
utc_offset local_zone();

struct time_of_day {
  int minute = 0;  // 0 to 24 * 60; the latter is midnight at the end of the day
  std::optional<std::chrono::year_month_day> day{};  // a written date
  bool tomorrow = false;

  bool operator==(const time_of_day&) const = default;
};

// The wall time (ms) that is meant by somebody who writes at `written_ms`: without a day, the next time that
// clocks show it, at most 24 hours on. Nothing: it is not after `written_ms`, or more than most_days after.
std::optional<std::int64_t> resolve(const time_of_day& when, std::int64_t written_ms, const utc_offset& zone);

inline constexpr int most_days = 7;

}  // namespace watchpost::mail_command::grammar
