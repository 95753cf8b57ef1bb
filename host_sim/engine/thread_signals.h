// thread_signals.h - signals belong to the threads of the program, not to those of the engine.
#pragma once

#if !defined(_WIN32)
#include <csignal>
#endif

namespace watchpost::engine {

/// Blocks all signals on the calling thread.
inline void block_signals() {
#if !defined(_WIN32)
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
#endif
}

}  // namespace watchpost::engine
