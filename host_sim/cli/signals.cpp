#include "cli/signals.h"

#if !defined(_WIN32)
#include <pthread.h>
#include <unistd.h>
#endif

namespace watchpost::cli {

#if defined(_WIN32)

signal_watch::signal_watch(std::function<void()>, std::function<void()>) {}
signal_watch::~signal_watch() = default;

#else

signal_watch::signal_watch(std::function<void()> stop, std::function<void()> reload) {
  sigset_t watched;
  sigemptyset(&watched);
  for (const int each : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&watched, each);
  pthread_sigmask(SIG_BLOCK, &watched, &before_);
  thread_ = std::thread([this, watched, stop = std::move(stop), reload = std::move(reload)] {
    bool stopping = false;
    while (true) {
      int got = 0;
      if (sigwait(&watched, &got) != 0) continue;
      if (closing_) return;
      if (got == SIGHUP) {
        reload();
      } else if (stopping) {
        _exit(128 + got);
      } else {
        stopping = true;
        stop();
      }
    }
  });
}

signal_watch::~signal_watch() {
  closing_ = true;
  pthread_kill(thread_.native_handle(), SIGHUP);  // wakes the wait
  thread_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

#endif

}  // namespace watchpost::cli
