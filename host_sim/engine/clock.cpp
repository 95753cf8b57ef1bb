#include "engine/clock.h"

#include <algorithm>

namespace watchpost::engine {

jump_watch& jump_watch::operator=(jump_watch&& other) noexcept {
  if (this != &other) {
    reset();
    slot_ = std::move(other.slot_);
  }
  return *this;
}

void jump_watch::reset() {
  if (!slot_) return;
  {
    const std::lock_guard lock(slot_->busy);
    slot_->jumped = nullptr;
  }
  slot_.reset();
}

std::int64_t real_clock::wall_ms() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t real_clock::mono_ms() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

std::optional<std::chrono::milliseconds> real_clock::sleep_until(std::int64_t mono) const {
  return std::chrono::milliseconds(std::max<std::int64_t>(0, mono - mono_ms()));
}

jump_watch real_clock::watch(std::function<void()>) { return {}; }

virtual_clock::virtual_clock(std::int64_t wall_ms, std::int64_t mono_ms) : wall_(wall_ms), mono_(mono_ms) {}

std::int64_t virtual_clock::wall_ms() const {
  const std::lock_guard lock(mutex_);
  return wall_;
}

std::int64_t virtual_clock::mono_ms() const {
  const std::lock_guard lock(mutex_);
  return mono_;
}

std::optional<std::chrono::milliseconds> virtual_clock::sleep_until(std::int64_t mono) const {
  if (mono <= mono_ms()) return std::chrono::milliseconds(0);
  return std::nullopt;
}

jump_watch virtual_clock::watch(std::function<void()> jumped) {
  auto slot = std::make_shared<jump_watch::slot>();
  slot->jumped = std::move(jumped);
  const std::lock_guard lock(mutex_);
  std::erase_if(watchers_, [](const auto& known) { return known.expired(); });
  watchers_.push_back(slot);
  return jump_watch(std::move(slot));
}

void virtual_clock::advance(std::chrono::milliseconds by) {
  {
    const std::lock_guard lock(mutex_);
    const auto step = std::max<std::int64_t>(0, by.count());
    wall_ += step;
    mono_ += step;
  }
  tell();
}

void virtual_clock::advance_to(std::int64_t mono_ms) {
  {
    const std::lock_guard lock(mutex_);
    const auto step = std::max<std::int64_t>(0, mono_ms - mono_);
    wall_ += step;
    mono_ += step;
  }
  tell();
}

void virtual_clock::set_wall(std::int64_t wall_ms) {
  {
    const std::lock_guard lock(mutex_);
    wall_ = wall_ms;
  }
  tell();
}

void virtual_clock::tell() {
  std::vector<std::weak_ptr<jump_watch::slot>> copy;
  {
    const std::lock_guard lock(mutex_);
    copy = watchers_;
  }
  for (const auto& watcher : copy) {
    const auto slot = watcher.lock();
    if (!slot) continue;
    const std::lock_guard busy(slot->busy);
    if (slot->jumped) slot->jumped();
  }
}

}  // namespace watchpost::engine
