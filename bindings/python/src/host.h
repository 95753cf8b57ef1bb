// host.h - an engine on a thread of its own, for Python.
//
//   host h({.time = clock, .services = host::points | host::log});
//   h.put(monitor, nullptr);
//   h.poll("mail", 30s);
//
// Functions are called by any thread of Python, without the GIL; they wait for the engine thread and look for
// Ctrl-C meanwhile. With a virtual clock, what waits for time moves it: in steps of a second once nothing
// has happened for a while, neither here nor in the sandboxes that live by the clock.
#pragma once

#include "core_error.h"
#include "engine/engine.h"
#include "engine/engine_thread.h"
#include "requests.h"
#include "stillness.h"
#include "virtual_time.h"

#include <atomic>
#include <chrono>

namespace watchpost::python {

using std::chrono::milliseconds;

class host {
 public:
  /// Services that Python answers.
  enum service : unsigned { points = 1, state = 2, log = 4 };

  struct options {
    std::shared_ptr<virtual_time> time = {};  ///< NULL: real time
    std::string state_path = {};              ///< empty: in memory
    unsigned services = 0;
    engine::log_level threshold = engine::log_level::info;
    std::string program = "watchpost for Python";
  };

  /// Throws core_error when the database cannot be opened.
  explicit host(options how);
  host(const host&) = delete;
  host& operator=(const host&) = delete;
  ~host();

  request_queue& requests() { return *queue_; }

  /// Adds the monitor, or replaces the one of that name; errors: everything stays as it was.
  engine::problems put(engine::monitor_settings monitor, const engine::device* target);
  engine::problems validate(engine::monitor_settings monitor, const engine::device* target);
  void drop(const std::string& monitor);
  /// Makes the instances and points what the settings file says.
  engine::problems apply_file(const std::string& path);

  std::vector<std::string> instances();
  engine::report poll(const std::string& instance, milliseconds limit);
  /// Its report comes as the request engine.polled(token, report).
  void poll_async(const std::string& instance, std::int64_t token);
  void advance(milliseconds by);
  bool settle(milliseconds limit);
  std::vector<engine::report> take_results();  ///< of completed polls, since the last call

  std::optional<engine::report> last(const std::string& instance);
  std::optional<std::int64_t> next_due_wall(const std::string& instance);
  std::int64_t missed_slots(const std::string& instance);

  struct action {
    std::string id, help;
  };
  std::vector<action> actions(const std::string& instance);
  struct probed {
    std::vector<engine::poll_result> stages;
    engine::report end;
  };
  probed probe(const std::string& instance, const std::string& id, milliseconds timeout);
  void notify(const std::string& instance, const engine::event& what, milliseconds limit);
  void raise(engine::event what);

  /// False: a plugin did not let go in time and was abandoned. Later calls do nothing.
  bool stop(milliseconds limit);
  /// After stop(): a plugin holds the engine thread, which may come back at any time. Then the host is never
  /// destroyed.
  bool abandoned() const { return abandoned_; }

 private:
  struct sink;
  struct parts;
  static constexpr milliseconds no_limit = std::chrono::years(1);

  template <class Work>
  auto on_engine(Work work, milliseconds limit = no_limit) -> std::invoke_result_t<Work&>;
  using turn = std::unique_lock<std::timed_mutex>;
  turn take_turn();
  void check_caller() const;
  [[noreturn]] void gave_up(const std::string& what) const;
  engine::engine& core();
  const engine::poller& poller_of(const std::string& instance);
  engine::problems change(const engine::configuration& next);
  engine::configuration with(engine::monitor_settings monitor, const engine::device* target) const;

  // host_time.cpp
  bool pump(const std::function<bool()>& done, milliseconds limit);
  bool still();
  bool quiet(const std::function<bool()>& done = nullptr);
  std::int64_t next_jump(std::int64_t target);
  void let_time_pass(std::int64_t latest);
  void pass(std::int64_t by);
  bool settled(milliseconds limit);

  options how_;
  std::shared_ptr<request_queue> queue_ = std::make_shared<request_queue>();
  std::unique_ptr<parts> parts_;
  engine::configuration config_;                      // engine thread
  static constexpr milliseconds first_patience{250};  // of real time without work, before time must pass
  milliseconds patience_ = first_patience;            // engine thread
  stillness threads_;                                 // engine thread
  std::atomic<bool> interrupted_ = false;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> abandoned_ = false;
  std::timed_mutex turn_;            // virtual clock: one call at a time lets time pass
  std::timed_mutex queue_for_turn_;  // keeps the turns in order
  std::mutex stop_mutex_;            // of clean_, and one stop() at a time
  std::mutex post_mutex_;
  bool stopped_ = false;  // post_mutex_
  bool clean_ = true;
};

}  // namespace watchpost::python
