#include "engine/event_loop.h"

namespace watchpost::engine {

event_loop::event_loop(clock& time)
    : clock_(time), watch_(time.watch([this] {
        const std::lock_guard lock(inbox_->mutex);
        inbox_->jumped = true;
        inbox_->wake.notify_all();
      })) {}

void event_loop::inbox::post(function work) {
  const std::lock_guard lock(mutex);
  queue.push_back(std::move(work));
  wake.notify_all();
}

void event_loop::post(function work) { inbox_->post(std::move(work)); }

std::function<void(event_loop::function)> event_loop::poster() const {
  return [to = std::weak_ptr(inbox_)](function work) {
    if (const auto open = to.lock()) open->post(std::move(work));
  };
}

event_loop::timer event_loop::at(std::int64_t mono, function work) {
  const timer id{mono, ++serial_};
  timers_.emplace(id, std::move(work));
  return id;
}

void event_loop::cancel(const timer& which) { timers_.erase(which); }

std::optional<std::int64_t> event_loop::next_timer() const {
  if (timers_.empty()) return std::nullopt;
  return timers_.begin()->first.first;
}

bool event_loop::step() {
  function work;
  {
    const std::lock_guard lock(inbox_->mutex);
    if (!inbox_->queue.empty()) {
      work = std::move(inbox_->queue.front());
      inbox_->queue.pop_front();
    }
  }
  if (!work && !timers_.empty() && timers_.begin()->first.first <= clock_.mono_ms()) {
    work = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
  }
  if (!work) return false;
  work();
  return true;
}

void event_loop::wait(std::optional<std::chrono::steady_clock::time_point> limit) {
  using std::chrono::steady_clock;
  std::optional<steady_clock::time_point> until = limit;
  if (const auto next = next_timer()) {
    if (const auto sleep = clock_.sleep_until(*next)) {
      const auto at = steady_clock::now() + *sleep;
      if (!until || at < *until) until = at;
    }
  }
  std::unique_lock lock(inbox_->mutex);
  const auto ready = [this] { return !inbox_->queue.empty() || inbox_->stopped || inbox_->jumped; };
  if (until) {
    inbox_->wake.wait_until(lock, *until, ready);
  } else {
    inbox_->wake.wait(lock, ready);
  }
  inbox_->jumped = false;
}

void event_loop::run() {
  while (true) {
    {
      const std::lock_guard lock(inbox_->mutex);
      if (inbox_->stopped) break;
    }
    if (!step()) wait(std::nullopt);
  }
  const std::lock_guard lock(inbox_->mutex);
  inbox_->stopped = false;
}

void event_loop::stop() {
  const std::lock_guard lock(inbox_->mutex);
  inbox_->stopped = true;
  inbox_->wake.notify_all();
}

bool event_loop::ready() const {
  const auto next = next_timer();
  if (next && *next <= clock_.mono_ms()) return true;
  const std::lock_guard lock(inbox_->mutex);
  return !inbox_->queue.empty();
}

std::size_t event_loop::run_ready() {
  std::size_t count = 0;
  while (step()) ++count;
  return count;
}

bool event_loop::run_until(const std::function<bool()>& done, std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!done()) {
    if (step()) continue;
    if (std::chrono::steady_clock::now() >= until) return false;
    wait(until);
  }
  return true;
}

bool event_loop::run_while_busy(const std::function<bool()>& done, std::chrono::milliseconds limit) {
  auto until = std::chrono::steady_clock::now() + limit;
  while (!done()) {
    if (step()) {
      until = std::chrono::steady_clock::now() + limit;
    } else if (std::chrono::steady_clock::now() >= until) {
      return false;
    } else {
      wait(until);
    }
  }
  return true;
}

}  // namespace watchpost::engine
