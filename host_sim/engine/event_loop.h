// event_loop.h - the engine thread: a queue of functions and timers that go by the engine's clock.
//
// Everything that the engine does with an instance happens in functions which this loop calls, one at a time,
// on the thread that is inside run(), run_ready() or run_until(). Only post(), stop() and the constructor's
// watcher may be used by other threads.
#pragma once

#include "engine/clock.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace watchpost::engine {

class event_loop {
 public:
  using function = std::function<void()>;
  using timer = std::pair<std::int64_t, std::uint64_t>;  ///< time, serial number

  explicit event_loop(clock& time);

  clock& time() const { return clock_; }

  /// Any thread. Functions run in the order of their posting.
  void post(function work);

  /// Posts like post(), and may outlive the loop: then nothing happens.
  std::function<void(function)> poster() const;

  /// Engine thread. Calls `work` once mono_ms() has reached `mono`.
  timer at(std::int64_t mono, function work);
  /// Engine thread. Finished and unknown timers are ignored.
  void cancel(const timer& which);
  std::optional<std::int64_t> next_timer() const;

  /// Works until stop().
  void run();
  /// Any thread. Ends the run() that is under way, or else the next one.
  void stop();

  /// Does what is ready now, also what became ready meanwhile, without waiting; the number of functions
  /// called.
  std::size_t run_ready();

  /// Engine thread. Something could be done now.
  bool ready() const;

  /// Works until `done` holds; false when it did not within `limit` of real time.
  bool run_until(const std::function<bool()>& done, std::chrono::milliseconds limit);

  /// The same, but the limit begins anew with each function that was called.
  bool run_while_busy(const std::function<bool()>& done, std::chrono::milliseconds limit);

 private:
  // What other threads touch.
  struct inbox {
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<function> queue;
    bool stopped = false;
    bool jumped = false;

    void post(function work);
  };

  bool step();
  void wait(std::optional<std::chrono::steady_clock::time_point> limit);

  clock& clock_;
  std::shared_ptr<inbox> inbox_ = std::make_shared<inbox>();
  std::map<timer, function> timers_;
  std::uint64_t serial_ = 0;
  jump_watch watch_;
};

}  // namespace watchpost::engine
