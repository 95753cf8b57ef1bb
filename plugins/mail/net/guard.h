// A deadline and a cancellation in one: what every operation is under.
//
//   guard g{net.internals(), cancel, [&] { socket.close(); }};
//   g.until(deadline);
//   ... an operation fails ...
//   if (g.tripped()) co_return g.failed(at);      // the reason is here, not in the socket's error
#pragma once

#include "cancel_hook.h"
#include "timer.h"

#include <functional>
#include <optional>

namespace watchpost::mail::net {

inline constexpr instant never = instant::max();

// Calls `on_trip` once, when the first of both happens while it is watched. Not movable.
class guard {
 public:
  guard(timer_queue& timers, const cancellation& cancel, std::function<void()> on_trip);

  // Moves the deadline. Trips at once when it has passed already.
  void until(instant deadline);

  bool tripped() const { return why_.has_value(); }
  std::optional<cause> why() const { return why_; }

  // No deadline any more.
  void stop() { timer_.cancel(); }

  // The failure of an operation that was ended by this guard. Only when tripped().
  failure failed(stage at) const;

  // Replaces what is done on a trip; called at once when it has happened.
  void on_trip(std::function<void()> action);

 private:
  void trip(cause why);

  const clock& time_;
  std::function<void()> on_trip_;
  std::optional<cause> why_;
  timer timer_;
  cancel_hook hook_;
};

}  // namespace watchpost::mail::net
