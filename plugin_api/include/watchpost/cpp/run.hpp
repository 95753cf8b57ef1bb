// watchpost/cpp/run.hpp - one poll, as a value.
//
//   std::int64_t time_left_ms(const plugin::run& run, std::int64_t now_ms) {
//     return run.deadline_ms - now_ms;
//   }
//
// A copy without pointers: may be kept beyond start(), and read on any thread.
#pragma once

#include <watchpost/base.h>
#include <watchpost/ext/monitor.h>

#include <cstdint>

namespace watchpost::plugin {

/// One poll; times are of the host's monotonic clock (clock::mono_ms).
struct run {
  std::uint32_t reason = WP_RUN_SCHEDULED;  ///< WP_RUN_*, or a number of a newer host
  std::int64_t due_ms = 0;                  ///< when the schedule wanted it; never later than now
  std::int64_t deadline_ms = 0;             ///< the answer is due by then, whatever the network does
  std::int64_t interval_ms = 0;             ///< between two scheduled polls; 0: there is no schedule

  static run from_abi(const wp_run& abi) noexcept {
    run r;
    if (WP_HAS(&abi, reason)) r.reason = abi.reason;
    if (WP_HAS(&abi, due_ms)) r.due_ms = abi.due_ms;
    if (WP_HAS(&abi, deadline_ms)) r.deadline_ms = abi.deadline_ms;
    if (WP_HAS(&abi, interval_ms)) r.interval_ms = abi.interval_ms;
    return r;
  }
};

}  // namespace watchpost::plugin
