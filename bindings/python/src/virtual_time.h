// virtual_time.h - a virtual clock together with the sandboxes that live by it.
//
// Threads: any.
#pragma once

#include "engine/clock.h"
#include "sandbox/server.h"

#include <memory>
#include <mutex>
#include <vector>

namespace watchpost::python {

class virtual_time {
 public:
  virtual_time(std::int64_t wall_ms, std::int64_t mono_ms) : clock(wall_ms, mono_ms) {}

  engine::virtual_clock clock;

  void add(const std::shared_ptr<sandbox::server>& lives_by_it) {
    const std::lock_guard lock(mutex_);
    std::erase_if(sandboxes_, [](const auto& each) { return each.expired(); });
    sandboxes_.push_back(lives_by_it);
  }

  /// Changes whenever a sandbox does something; each has dealt with what had reached it when this returns.
  std::uint64_t activity() const;

  /// Of the sandboxes, now.
  std::uint64_t open_sessions() const;

 private:
  std::vector<std::shared_ptr<sandbox::server>> sandboxes() const;

  mutable std::mutex mutex_;
  std::vector<std::weak_ptr<sandbox::server>> sandboxes_;
};

}  // namespace watchpost::python
