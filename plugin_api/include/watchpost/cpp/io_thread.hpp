// watchpost/cpp/io_thread.hpp - the module's one I/O thread: an io_context that all active instances share.
//
//   #include <watchpost/cpp/run.hpp>
//
//   #include <boost/asio/awaitable.hpp>
//   #include <boost/asio/co_spawn.hpp>
//   #include <boost/asio/detached.hpp>
//
//   class my_monitor {
//     plugin::io_thread io_;
//     plugin::op leaving_;
//     boost::asio::awaitable<void> poll(plugin::run run, plugin::op op);
//     void cancel_polls();  // calls all_ended() when none is left
//
//    public:
//     plugin::status activate() { return io_.start(); }
//     void start(const plugin::run& run, plugin::op op) {
//       co_spawn(io_.context(), poll(run, std::move(op)), boost::asio::detached);
//     }
//     void deactivate(plugin::op op) {
//       io_.post([this, op = std::move(op)]() mutable {
//         leaving_ = std::move(op);
//         cancel_polls();
//       });
//     }
//     void all_ended() { io_.stop(std::move(leaving_)); }
//   };
//
// The first start() in the process makes the thread, named "watchpost-io", with every signal blocked; the
// last stop() ends it. Needs Boost.Asio; define WATCHPOST_NO_OPENSSL before including where the plugin links
// no OpenSSL.
//
// Who completes the last op. "When the op of deactivate completes, no thread is left" cannot be met by the
// letter: the op completes on some thread, deactivate() itself may not wait for the I/O thread to end, and
// every thread that the plugin could make to wait in its place would be a thread that is left. So the I/O
// thread itself answers the last op, as its last act: by then the io_context with its sockets, timers and
// handlers is destroyed and OpenSSL has let go of the thread; nothing but a return follows. The return is
// waited for by whoever comes next: start() and destroy() join a thread that has ended or is about to
// (destroy() for at most 10 ms), and close() joins in every case. Therefore:
//   - after close() no thread exists, and the library may be unmapped;
//   - a host may activate or destroy from inside the completion: the thread never waits for itself;
//   - close() must not be called from inside a completion; no design could then unmap the code that is to
//   return.
// An op that is not the last is answered by the I/O thread after the handlers queued before it.
//
// Exceptions: one that leaves a handler ends that handler only; the op that it held answers WP_E_ABANDONED.
// Nobody is told of it otherwise.
#pragma once

#include <watchpost/cpp/io_runner.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace watchpost::plugin {

/// An instance's use of the I/O thread: a member of its object. It owns a share of the thread from start() to
/// stop(); a destructor without stop() gives that back.
class io_thread {
 public:
  io_thread() = default;
  io_thread(const io_thread&) = delete;
  io_thread& operator=(const io_thread&) = delete;
  ~io_thread() {
    if (runner_ != nullptr) leave(op());
  }

  /// Takes part; makes the thread when this is the first use, and joins former ones that have ended. Call it
  /// in activate(), and stop() when a later step of activate() fails. Called again, it does nothing. The
  /// failure is WP_E_MEMORY, and nothing is taken part in then.
  status start() {
    if (runner_ != nullptr) return {};
    auto& all = detail::the_io_threads;
    detail::after_destroy.store(
        []() noexcept { detail::the_io_threads.reap(std::chrono::milliseconds(10)); });
    detail::before_close.store([]() noexcept { detail::the_io_threads.reap(std::nullopt); });
    all.reap(std::chrono::milliseconds(0));
    const std::lock_guard lock(all.mutex);
    if (all.current == nullptr) {
      try {
        auto made = std::make_unique<detail::io_runner>();
        made->launch();
        all.current = made.release();
      } catch (const std::exception& e) {
        return error{.status = WP_E_MEMORY,
                     .domain = "plugin",
                     .text = std::string("cannot start the I/O thread: ") + e.what()};
      }
    }
    ++all.uses;
    runner_ = all.current;
    return {};
  }

  /// Between start() and stop() only. Handlers run on the I/O thread, one at a time.
  boost::asio::io_context& context() noexcept { return runner_->context(); }

  /// For the threads that call start() and stop(); others try post().
  bool started() const noexcept { return runner_ != nullptr; }

  /// Queues a handler from any thread, also one that does not know whether stop() was called meanwhile (a
  /// callback of a service): false, and the handler is dropped, when it was. Unlike a plain asio::post, it
  /// never touches an io_context that is being destroyed.
  template <class Handler>
  bool post(Handler&& handler) {
    const std::lock_guard lock(detail::the_io_threads.mutex);
    if (runner_ == nullptr) return false;
    boost::asio::post(runner_->context(), std::forward<Handler>(handler));
    return true;
  }

  /// Takes part no longer; `done` (of deactivate(), or an empty op) is answered by the I/O thread. From any
  /// thread, after the last handler of the instance has been queued: handlers queued later may never run.
  void stop(op done = {}) {
    if (runner_ != nullptr) {
      leave(std::move(done));
    } else {
      done.done();
    }
  }

 private:
  void leave(op done) {
    auto& all = detail::the_io_threads;
    const std::lock_guard lock(all.mutex);
    detail::io_runner* const runner = std::exchange(runner_, nullptr);
    if (--all.uses == 0) {
      all.current = nullptr;
      runner->next = std::exchange(all.ending, runner);
      runner->finish(std::move(done));
    } else {
      boost::asio::post(runner->context(), [done = std::move(done)]() mutable { done.done(); });
    }
  }

  detail::io_runner* runner_ = nullptr;
};

}  // namespace watchpost::plugin
