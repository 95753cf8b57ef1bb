// thread_signals.h - signals belong to the threads of the program, not to those of the engine.
#pragma once

#if !defined(_WIN32)
#include <csignal>
#endif

namespace watchpost::engine {

/// Blocks all signals on the calling thread but those of its own faults: blocked, these would end the process without
/// a word.
inline void block_signals() {
#if !defined(_WIN32)
  sigset_t all;
  sigfillset(&all);
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) sigdelset(&all, fault);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
#endif
}

}  // namespace watchpost::engine
