// How long a probe was on its way. Our own clock bounds it: it was not there at the last scan, and was found
// at this one. The servers' stamps tell more, to a second, as long as they lie within these bounds; a clock
// that is wrong never makes mail late. Pure; all times are seconds.
#pragma once

#include <algorithm>
#include <optional>

namespace watchpost::email_monitor {

struct stage_time {
  double least = 0, most = 0;       // by our own clock
  std::optional<double> seconds{};  // by the stamps; nothing: there are none, or they cannot be right

  // For certain, with a second's grace for the stamps.
  bool exceeds(double limit) const { return least > limit || (seconds && *seconds - 1 > limit); }
};

// `stamped`: the arrival by the mail server's clock, less the acceptance by ours. `offset`: by how much that
// clock is known to be ahead of ours.
inline stage_time measure(double least, double most, std::optional<double> stamped, double offset) {
  stage_time p{.least = least, .most = most, .seconds = {}};
  if (!stamped) return p;
  const double raw = *stamped - offset;
  if (raw < least - 1.5 || raw > most + 1.5) return p;
  p.seconds = std::clamp(raw, least, std::max(least, most));
  return p;
}

}  // namespace watchpost::email_monitor
