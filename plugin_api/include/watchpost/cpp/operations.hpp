// watchpost/cpp/operations.hpp - what an instance is doing for its host: coroutines on the I/O thread, each
// under an op, and none left when deactivate() is answered.
//
//   #include <watchpost/cpp/run.hpp>
//
//   class my_monitor {
//     plugin::clock clock_;
//     plugin::operations running_;
//     boost::asio::awaitable<void> poll(plugin::op op, std::stop_token stop);
//
//    public:
//     explicit my_monitor(plugin::host_ref host) : clock_(host), running_(host, clock_) {}
//
//     plugin::status activate() { return running_.start(); }
//     void start(const plugin::run& run, plugin::op op) {
//       running_.launch(std::move(op), run.deadline_ms, [this](plugin::op answer, std::stop_token stop) {
//         return poll(std::move(answer), std::move(stop));
//       });
//     }
//     void cancel(std::uint64_t op_id) { running_.cancel(op_id); }
//     void deactivate(plugin::op op) { running_.drain(std::move(op)); }
//   };
//
// A coroutine learns of cancel() and deactivate() by its stop token, on the I/O thread, and ends soon after. An
// exception that leaves one is logged as an error; its op, unanswered, answers WP_E_ABANDONED.
#pragma once

#include <watchpost/cpp/host_ref.hpp>
#include <watchpost/cpp/io_thread.hpp>
#include <watchpost/cpp/op.hpp>
#include <watchpost/cpp/services.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <list>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace watchpost::plugin {

/// Members are called by the instance's callers, on any thread, but where "I/O thread" is said. The object
/// outlives the answer to drain().
class operations {
 public:
  using task = boost::asio::awaitable<void>;

  /// For an op that has no deadline: an event of wp.notifier/1.
  static constexpr std::int64_t no_deadline = std::numeric_limits<std::int64_t>::max();

  /// `time` outlives this.
  operations(host_ref host, const clock& time) : host_(host), clock_(time) {}

  /// In activate(); see io_thread::start().
  status start() { return io_.start(); }

  /// Between start() and the end of drain().
  io_thread& io() noexcept { return io_; }

  /// Begins `work`, a callable of (op, std::stop_token) that returns a task, under an op of the host.
  /// `deadline_ms` is monotonic: from then on a cancel() of the host no longer stops it, as it is about to
  /// tell what it has seen.
  template <class Work>
  void launch(op answer, std::int64_t deadline_ms, Work work) {
    io_.post([this, answer = std::move(answer), deadline_ms, work = std::move(work)]() mutable {
      const std::uint64_t id = answer.id();
      begin({id, deadline_ms, {}},
            [answer = std::move(answer), work = std::move(work)](std::stop_token stop) mutable {
              return work(std::move(answer), std::move(stop));
            });
    });
  }

  /// Begins `work`, a callable of (std::stop_token) that returns a task: of the instance's own, under no op. It
  /// is stopped by drain() alone, after the operations, and the answer waits for it. I/O thread.
  template <class Work>
  void spawn(Work work) {
    begin({std::nullopt, no_deadline, {}}, std::move(work));
  }

  /// Stops the operation of that op, unless its deadline has passed.
  void cancel(std::uint64_t op_id) {
    io_.post([this, op_id] {
      for (entry& each : running_)
        if (each.op_id == op_id && clock_.mono_ms() < each.deadline_ms) each.stop.request_stop();
    });
  }

  /// Stops everything; when nothing runs any more, runs `last`, where there is one, to its end, and answers
  /// `done`, as its last act, by way of io_thread::stop().
  void drain(op done, std::function<task()> last = {}) {
    io_.post([this, done = std::move(done), last = std::move(last)]() mutable {
      leaving_ = std::move(done);
      last_ = std::move(last);
      for (entry& each : running_)
        if (each.op_id) each.stop.request_stop();
      for (entry& each : running_) each.stop.request_stop();
      leave_when_quiet();
    });
  }

 private:
  struct entry {
    std::optional<std::uint64_t> op_id;
    std::int64_t deadline_ms;
    std::stop_source stop;
  };

  // `work` lives in the coroutine's frame, as a coroutine lambda needs it to.
  template <class Work>
  static task run(Work work, std::stop_token stop) {
    co_await work(stop);
  }

  template <class Work>
  void begin(entry what, Work work) {
    const auto mine = running_.insert(running_.end(), std::move(what));
    boost::asio::co_spawn(io_.context(), run(std::move(work), mine->stop.get_token()),
                          [this, mine](const std::exception_ptr& broke_off) {
                            if (broke_off) report(broke_off);
                            running_.erase(mine);
                            leave_when_quiet();
                          });
  }

  void report(const std::exception_ptr& broke_off) const {
    try {
      std::rethrow_exception(broke_off);
    } catch (const std::exception& e) {
      host_.error(std::string("an operation broke off: ") + e.what());
    } catch (...) {
      host_.error("an operation broke off: an error without words");
    }
  }

  void leave_when_quiet() {
    if (!leaving_ || !running_.empty()) return;
    if (const auto last = std::exchange(last_, {}))
      spawn([last](const std::stop_token&) { return last(); });
    else
      io_.stop(std::move(leaving_));
  }

  host_ref host_;
  const clock& clock_;
  io_thread io_;
  std::list<entry> running_;    // I/O thread
  op leaving_;                  // I/O thread: of drain()
  std::function<task()> last_;  // I/O thread
};

}  // namespace watchpost::plugin
