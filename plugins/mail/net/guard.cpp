#include "guard.h"

#include "internals.h"

#include <utility>

namespace watchpost::mail::net {

guard::guard(network& net, const cancellation& cancel, std::function<void()> on_trip)
    : guard(net.internals().timers, cancel, std::move(on_trip)) {}

guard::guard(timer_queue& timers, const cancellation& cancel, std::function<void()> on_trip)
    : time_(timers.time()),
      on_trip_(std::move(on_trip)),
      timer_(timers, [this] { trip(cause::timeout); }),
      hook_(cancel, [this] { trip(cause::cancelled); }) {
  if (cancel.raised()) trip(cause::cancelled);
}

void guard::until(instant deadline) {
  if (why_) return;
  if (deadline == never)
    timer_.cancel();
  else if (deadline <= time_.now())
    trip(cause::timeout);
  else
    timer_.expires_at(deadline);
}

void guard::on_trip(std::function<void()> action) {
  on_trip_ = std::move(action);
  if (why_ && on_trip_) on_trip_();
}

void guard::trip(cause why) {
  if (why_) return;
  why_ = why;
  timer_.cancel();
  if (on_trip_) on_trip_();
}

failure guard::failed(stage at) const {
  failure f = make_failure(at, why_.value_or(cause::internal));
  if (f.why == cause::timeout) f.detail = "no answer by the deadline";
  return f;
}

}  // namespace watchpost::mail::net
