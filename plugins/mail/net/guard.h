// A deadline and a cancellation in one: what every operation is under.
//
//   guard g{net, cancel, [&] { socket.close(); }};
//   g.until(deadline);
//   ... an operation fails ...
//   if (g.tripped()) co_return g.failed(at);      // the reason is here, not in the socket's error
#pragma once

#include "connection.h"
#include "timer.h"
#include "transport.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace watchpost::mail::net {

// How the operations of one cancellation hear of it.

// While it lives, raise() calls its function, once. Not movable.
class cancel_hook {
 public:
  cancel_hook(const cancellation& of, std::function<void()> raised);
  ~cancel_hook();
  cancel_hook(const cancel_hook&) = delete;
  cancel_hook& operator=(const cancel_hook&) = delete;

 private:
  friend class cancellation;
  void unlink();

  std::shared_ptr<cancellation::state> list_;
  std::function<void()> raised_;
  cancel_hook* next_ = nullptr;
  cancel_hook** from_ = nullptr;  // the pointer that points here; null: not linked
};

// Something that a coroutine waits for and a callback announces, once.

// Of one thread, with one waiter. set() may come first.
class event {
 public:
  explicit event(const boost::asio::any_io_executor& executor)
      : never_(executor, boost::asio::steady_timer::time_point::max()) {}

  void set() {
    set_ = true;
    never_.cancel();
  }

  task<void> wait() {
    if (!set_) co_await never_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }

 private:
  boost::asio::steady_timer never_;
  bool set_ = false;
};

inline constexpr instant never = instant::max();

// Calls `on_trip` once, when the first of both happens while it is watched. Not movable.
class guard {
 public:
  guard(network& net, const cancellation& cancel, std::function<void()> on_trip);
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
