// plugins.h - the plugins of this process: a module is opened once a process, so all engines share them, and
// the engines that are open at a time go by one clock.
#pragma once

#include "engine/catalogue.h"

#include <memory>
#include <mutex>

namespace watchpost::python {

/// The catalogue, for one user at a time. Waits for it without the GIL: the user before may wait for Python.
class plugins_in_use {
 public:
  plugins_in_use();
  engine::catalogue& operator*() const { return all_; }
  engine::catalogue* operator->() const { return &all_; }

 private:
  std::unique_lock<std::mutex> lock_;
  engine::catalogue& all_;
};

/// Held by an open engine: the modules go by its clock, and are closed after the last engine.
class clock_lease {
 public:
  /// NULL: real time. Throws core_error while an engine with another clock is open.
  explicit clock_lease(std::shared_ptr<engine::clock> time);
  clock_lease(const clock_lease&) = delete;
  clock_lease& operator=(const clock_lease&) = delete;
  ~clock_lease();
};

}  // namespace watchpost::python
