// range.h - limits as the monitoring-plugins guidelines write them, and what they make of a result.
//
//   "10"      alert outside of 0 to 10          "10:20"    outside of 10 to 20
//   "10:"     below 10                          "@10:20"   inside of 10 to 20, the ends included
//   "~:10"    above 10
//
//   const auto limit = parse_range("~:30");
//   apply({health::warning, "delivery", *limit}, found);
#pragma once

#include "engine/poll_result.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::engine {

struct range {
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  bool inside = false;  ///< alert inside
  std::string text;     ///< as it was written

  bool alerts(double value) const { return (value >= low && value <= high) == inside; }
};

std::optional<range> parse_range(std::string_view text);

struct threshold {
  health becomes;  ///< warning or critical
  std::string metric;
  range limit;
};

/// The limit becomes that of the reading, if there is one; where it alerts, the state gets as bad as that and
/// the summary says why. What was not measured changes nothing.
void apply(const threshold& set, poll_result& found);

}  // namespace watchpost::engine
