// Timers on the clock of the network's user. Any number of them costs one timer of the event loop.
//
//   timer t{net, [this] { close(); }};
//   t.expires_at(net.time().now() + 30s);
#pragma once

#include "clock.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace watchpost::mail::net {

class network;
class timer;

class timer_queue {
 public:
  timer_queue(const boost::asio::any_io_executor& executor, const clock& time);
  ~timer_queue();
  timer_queue(const timer_queue&) = delete;
  timer_queue& operator=(const timer_queue&) = delete;

  // Calls what is due and arms for the next one.
  void look();

  std::optional<instant> next() const;
  const clock& time() const { return time_; }

 private:
  friend class timer;
  using entries = std::multimap<instant, timer*>;

  entries::iterator add(instant when, timer& t);
  void remove(entries::iterator at);
  void arm();

  const clock& time_;
  boost::asio::steady_timer wake_;
  std::optional<instant> armed_for_;
  entries entries_;
  std::shared_ptr<timer_queue*> self_;  // empty once the queue is gone; what a late wake-up looks at
};

// Not movable. Its function is called from the event loop or from network::time_jumped(), at most once per
// expires_at(); it must not destroy other timers' owners.
class timer {
 public:
  timer(network& net, std::function<void()> expired);
  timer(timer_queue& queue, std::function<void()> expired)
      : queue_(queue), expired_(std::move(expired)), at_(queue.entries_.end()) {}
  ~timer() { cancel(); }
  timer(const timer&) = delete;
  timer& operator=(const timer&) = delete;

  void expires_at(instant when);
  void cancel();

 private:
  friend class timer_queue;
  timer_queue& queue_;
  std::function<void()> expired_;
  timer_queue::entries::iterator at_;
};

}  // namespace watchpost::mail::net
