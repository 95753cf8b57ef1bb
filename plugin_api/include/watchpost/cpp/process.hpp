// watchpost/cpp/process.hpp - what a module knows about the process it lives in. Internal to module.hpp and
// io_thread.hpp.
//
// All of it is constant-initialised and has no destructor, so that a library which was never opened does
// nothing, and one that is unmapped leaves nothing. Any thread.
#pragma once

#include <watchpost/base.h>

#include <atomic>
#include <cstdint>

#if defined(_WIN32)
#include <process.h>
#else
#include <unistd.h>
#endif

namespace watchpost::plugin::detail {

inline std::int64_t current_process() noexcept {
#if defined(_WIN32)
  return _getpid();
#else
  return getpid();
#endif
}

/// The process that opened the module; 0: it is not open. Another number than current_process() means a fork
/// since.
inline constinit std::atomic<std::int64_t> process_of_open{0};

/// Steps that an optional part of the module (the I/O thread) adds to destroy() and close(). Set once, never
/// unset.
using hook = void (*)() noexcept;
inline constinit std::atomic<hook> after_destroy{nullptr};
inline constinit std::atomic<hook> before_close{nullptr};

inline void run_hook(const std::atomic<hook>& h) noexcept {
  if (const hook f = h.load(std::memory_order_acquire)) f();
}

}  // namespace watchpost::plugin::detail
