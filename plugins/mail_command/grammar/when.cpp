#include "when.h"

#include <ctime>

namespace watchpost::mail_command::grammar {

using namespace std::chrono;

utc_offset local_zone() {
  return [](std::int64_t wall_ms) {
    const auto at = static_cast<std::time_t>(floor<seconds>(milliseconds(wall_ms)).count());
    std::tm shown{};
    if (localtime_r(&at, &shown) == nullptr) return 0;
    return static_cast<int>(shown.tm_gmtoff / 60);
  };
}

std::optional<std::int64_t> resolve(const time_of_day& when, std::int64_t written_ms,
                                    const utc_offset& zone) {
  const milliseconds written(written_ms);
  const sys_days today = floor<days>(sys_time<milliseconds>(written + minutes(zone(written_ms))));

  // What clocks show as that minute of that day. The offset may be another one then.
  const auto shown_at = [&](sys_days day) {
    const milliseconds shown = day.time_since_epoch() + minutes(when.minute);
    const milliseconds guess = shown - minutes(zone(written_ms));
    return shown - minutes(zone(guess.count()));
  };

  sys_days day = today;
  if (when.day) day = *when.day;
  if (when.tomorrow) day = today + days(1);
  milliseconds at = shown_at(day);
  if (!when.day && !when.tomorrow && at <= written) at = shown_at(day + days(1));
  if (at <= written || at > written + days(most_days)) return std::nullopt;
  return at.count();
}

}  // namespace watchpost::mail_command::grammar
