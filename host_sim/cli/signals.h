// signals.h - SIGINT, SIGTERM and SIGHUP as calls.
//
//   signal_watch signals([&] { host.request_stop(); }, [&] { host.post(reload); });
//
// Make it before any other thread: the signals are blocked in its maker and so in all threads that come
// later. The functions are called on a thread of its own. A second SIGINT or SIGTERM ends the process at
// once.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

#if !defined(_WIN32)
#include <csignal>
#endif

namespace watchpost::cli {

class signal_watch {
 public:
  signal_watch(std::function<void()> stop, std::function<void()> reload);
  signal_watch(const signal_watch&) = delete;
  signal_watch& operator=(const signal_watch&) = delete;
  ~signal_watch();

 private:
#if !defined(_WIN32)
  sigset_t before_;
#endif
  std::atomic<bool> closing_{false};
  std::thread thread_;
};

}  // namespace watchpost::cli
