#include "plugins.h"

#include "core_error.h"
#include "gil.h"

namespace watchpost::python {
namespace {

/// The clock of the engines that are open; real time when there is none. Watchers stay with the clock that
/// they came to: modules are closed before it changes.
class leased_clock final : public engine::clock {
 public:
  std::int64_t wall_ms() const override { return current()->wall_ms(); }
  std::int64_t mono_ms() const override { return current()->mono_ms(); }
  std::optional<std::chrono::milliseconds> sleep_until(std::int64_t mono) const override {
    return current()->sleep_until(mono);
  }
  engine::jump_watch watch(std::function<void()> jumped) override {
    return current()->watch(std::move(jumped));
  }

  /// False while engines go by another clock.
  bool lease(std::shared_ptr<engine::clock> time) {
    const std::lock_guard lock(mutex_);
    if (leases_ != 0 && time != leased_) return false;
    leased_ = std::move(time);
    ++leases_;
    return true;
  }
  /// True when it was the last one.
  bool give_back() {
    const std::lock_guard lock(mutex_);
    return --leases_ == 0;
  }

 private:
  std::shared_ptr<engine::clock> current() const {
    const std::lock_guard lock(mutex_);
    return leased_ ? leased_ : real_;
  }

  const std::shared_ptr<engine::clock> real_ = std::make_shared<engine::real_clock>();
  mutable std::mutex mutex_;
  std::shared_ptr<engine::clock> leased_;  // NULL: real time
  int leases_ = 0;
};

struct shared {
  std::mutex mutex;
  engine::null_logger log;
  leased_clock time;
  engine::catalogue all{log, &time};
};

// Never destroyed: a plugin that was abandoned may run until the process ends.
shared& of_the_process() {
  static auto* const only = new shared;
  return *only;
}

std::unique_lock<std::mutex> take(std::mutex& mutex) {
  if (!PyGILState_Check()) return std::unique_lock(mutex);
  const without_gil free;
  return std::unique_lock(mutex);
}

}  // namespace

plugins_in_use::plugins_in_use() : lock_(take(of_the_process().mutex)), all_(of_the_process().all) {}

clock_lease::clock_lease(std::shared_ptr<engine::clock> time) {
  if (of_the_process().time.lease(std::move(time))) return;
  throw core_error({.status = WP_E_BUSY,
                    .domain = "engine",
                    .text = "an engine with another clock is open; close it first, "
                            "or give both the same clock: the plugins of a process go by one"});
}

clock_lease::~clock_lease() {
  const plugins_in_use plugins;
  if (of_the_process().time.give_back()) plugins->close();
}

}  // namespace watchpost::python
