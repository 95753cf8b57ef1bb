// watchpost/cpp/io_runner.hpp - the thread behind io_thread.hpp: one generation of it, and the module's list
// of them. Internal.
//
// Life of a runner: made and launched by the first io_thread::start(); in io_threads::current while it is
// used; on the list io_threads::ending after the last stop(); deleted by whoever joins it.
#pragma once

#include <watchpost/cpp/op.hpp>
#include <watchpost/cpp/process.hpp>
#include <watchpost/cpp/status.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#if !defined(_WIN32)
#include <pthread.h>
#include <signal.h>
#endif
#if !defined(WATCHPOST_NO_OPENSSL)
#include <openssl/crypto.h>
#endif

namespace watchpost::plugin {
namespace detail {

/// Returns when no other thread is between the start and the end of a post(); see io_thread::post.
void wait_for_posts() noexcept;

/// One generation of the thread. Lives until it is joined. The context is destroyed by the thread itself, as
/// its last act but for answering the last op.
class io_runner {
 public:
  io_runner() : context_(std::in_place, 1), guard_(context_->get_executor()) {}

  boost::asio::io_context& context() noexcept { return *context_; }

  /// Starts the thread, with every signal blocked but those of its own faults, which a host may want to tell. Throws std::system_error when there can be none.
  void launch() {
#if !defined(_WIN32)
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) sigdelset(&all, fault);
    pthread_sigmask(SIG_SETMASK, &all, &before);  // the new thread inherits it
    struct restore {
      const sigset_t* set;
      ~restore() { pthread_sigmask(SIG_SETMASK, set, nullptr); }
    } const restored{&before};
#endif
    thread_ = std::thread([this] { work(); });
  }

  /// Ends the loop after the handlers that are queued now; `last` is answered when everything is gone. Once,
  /// by the holder of io_threads::mutex.
  void finish(op last) {
    boost::asio::post(*context_, [this, last = std::move(last)]() mutable {
      last_ = std::move(last);
      context_->stop();
    });
  }

  bool is_current_thread() const noexcept { return thread_.get_id() == std::this_thread::get_id(); }

  /// Joins when the thread has nothing left to do within `patience`; nullopt: joins in any case. False: not
  /// joined, also when the caller is this very thread.
  bool join(std::optional<std::chrono::milliseconds> patience) {
    if (is_current_thread()) return false;
    if (patience) {
      std::unique_lock lock(mutex_);
      if (!ended_signal_.wait_for(lock, *patience, [this] { return ended_; })) return false;
    }
    thread_.join();
    return true;
  }

  io_runner* next = nullptr;

 private:
  // What the thread does, from its name to its last op. The order of the end matters: see io_thread.hpp.
  void work() noexcept {
#if defined(__linux__)
    pthread_setname_np(pthread_self(), "watchpost-io");
#endif
    for (;;) {
      try {
        context_->run();
        break;
      } catch (...) {  // one handler failed; its op, if it held one, has been answered by being dropped
      }
    }
    wait_for_posts();
    guard_.reset();
    context_.reset();
#if !defined(WATCHPOST_NO_OPENSSL)
    OPENSSL_thread_stop();
#endif
    last_.done();
    const std::lock_guard lock(mutex_);
    ended_ = true;
    ended_signal_.notify_all();
  }

  std::optional<boost::asio::io_context> context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
  op last_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable ended_signal_;
  bool ended_ = false;
};

/// The thread of this module, and former ones that wait to be joined. `mutex` guards all of it.
/// Constant-initialised, without a destructor.
struct io_threads {
  std::mutex mutex;
  io_runner* current = nullptr;  // NULL: nobody has started
  std::size_t uses = 0;          // io_thread objects between start() and stop()
  io_runner* ending = nullptr;   // a list by io_runner::next

  /// Joins what can be joined; see io_runner::join.
  void reap(std::optional<std::chrono::milliseconds> patience) {
    io_runner* list = nullptr;
    {
      const std::lock_guard lock(mutex);
      list = std::exchange(ending, nullptr);
    }
    while (list != nullptr) {
      io_runner* const runner = std::exchange(list, list->next);
      if (runner->join(patience)) {
        delete runner;
      } else {
        const std::lock_guard lock(mutex);
        runner->next = std::exchange(ending, runner);
      }
    }
  }
};
static_assert(std::is_trivially_destructible_v<std::mutex>, "io_threads must not need a destructor");
inline constinit io_threads the_io_threads{};

inline void wait_for_posts() noexcept { const std::lock_guard barrier(the_io_threads.mutex); }

}  // namespace detail

}  // namespace watchpost::plugin
