#include "timer.h"

#include "internals.h"

#include <boost/system/error_code.hpp>

#include <algorithm>

namespace watchpost::mail::net {

timer::timer(network& net, std::function<void()> expired)
    : timer(net.internals().timers, std::move(expired)) {}

timer_queue::timer_queue(const boost::asio::any_io_executor& executor, const clock& time)
    : time_(time), wake_(executor), self_(std::make_shared<timer_queue*>(this)) {}

timer_queue::~timer_queue() { *self_ = nullptr; }

void timer_queue::look() {
  while (!entries_.empty() && entries_.begin()->first <= time_.now()) {
    timer& due = *entries_.begin()->second;
    entries_.erase(entries_.begin());
    due.at_ = entries_.end();
    due.expired_();
  }
  arm();
}

std::optional<instant> timer_queue::next() const {
  if (entries_.empty()) return std::nullopt;
  return entries_.begin()->first;
}

timer_queue::entries::iterator timer_queue::add(instant when, timer& t) {
  const auto at = entries_.emplace(when, &t);
  if (!armed_for_ || when < *armed_for_) arm();
  return at;
}

void timer_queue::remove(entries::iterator at) {
  entries_.erase(at);
  // A wake-up that comes too early does no harm, but one that nobody needs would keep the event loop alive.
  if (entries_.empty()) arm();
}

// The clock may run at any speed: after the wake-up it is asked again, and the rest is waited for.
void timer_queue::arm() {
  armed_for_ = next();
  if (!armed_for_) {
    wake_.cancel();
    return;
  }
  const instant rest = std::clamp<instant>(*armed_for_ - time_.now(), instant{0}, std::chrono::hours{24});
  wake_.expires_after(rest);
  wake_.async_wait([self = self_](const boost::system::error_code& error) {
    if (!error && *self != nullptr) (*self)->look();
  });
}

void timer::expires_at(instant when) {
  cancel();
  at_ = queue_.add(when, *this);
}

void timer::cancel() {
  if (at_ == queue_.entries_.end()) return;
  queue_.remove(at_);
  at_ = queue_.entries_.end();
}

}  // namespace watchpost::mail::net
