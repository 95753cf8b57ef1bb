// clock.h - the time that the engine and its plugins go by: real, or virtual in tests.
//
// Thread: every function may be called from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace watchpost::engine {

/// Keeps a jump watcher registered. After reset() or destruction returned, the watcher is not running and
/// will not run (unless it is itself the caller).
class jump_watch {
 public:
  struct slot {
    std::recursive_mutex busy;
    std::function<void()> jumped;
  };

  jump_watch() = default;
  explicit jump_watch(std::shared_ptr<slot> registered) : slot_(std::move(registered)) {}
  jump_watch(jump_watch&&) noexcept = default;
  jump_watch& operator=(jump_watch&& other) noexcept;
  ~jump_watch() { reset(); }
  void reset();

 private:
  std::shared_ptr<slot> slot_;
};

class clock {
 public:
  clock() = default;
  clock(const clock&) = delete;
  clock& operator=(const clock&) = delete;
  virtual ~clock() = default;

  virtual std::int64_t wall_ms() const = 0;  ///< since 1970-01-01T00:00Z
  virtual std::int64_t mono_ms() const = 0;

  /// How long a thread may really sleep until mono_ms() reaches `mono`; nullopt: only a jump gets there.
  virtual std::optional<std::chrono::milliseconds> sleep_until(std::int64_t mono) const = 0;

  /// Calls `jumped` after each jump of the time, on the thread that made it. It must not block.
  virtual jump_watch watch(std::function<void()> jumped) = 0;
};

/// The machine's clock. It never jumps.
class real_clock final : public clock {
 public:
  std::int64_t wall_ms() const override;
  std::int64_t mono_ms() const override;
  std::optional<std::chrono::milliseconds> sleep_until(std::int64_t mono) const override;
  jump_watch watch(std::function<void()> jumped) override;
};

/// Stands still until it is advanced.
///
///   virtual_clock clock;
///   clock.advance(std::chrono::hours(1));
class virtual_clock final : public clock {
 public:
  static constexpr std::int64_t default_wall = 1'704'067'200'000;  ///< 2024-01-01T00:00:00Z

  explicit virtual_clock(std::int64_t wall_ms = default_wall, std::int64_t mono_ms = 1'000'000);

  std::int64_t wall_ms() const override;
  std::int64_t mono_ms() const override;
  std::optional<std::chrono::milliseconds> sleep_until(std::int64_t mono) const override;
  jump_watch watch(std::function<void()> jumped) override;

  /// Moves both times forward and tells the watchers before it returns.
  void advance(std::chrono::milliseconds by);
  /// The same, to a monotonic time; never backwards.
  void advance_to(std::int64_t mono_ms);
  /// Sets only the wall clock, as an administrator or NTP does.
  void set_wall(std::int64_t wall_ms);

 private:
  void tell();

  mutable std::mutex mutex_;
  std::int64_t wall_;
  std::int64_t mono_;
  std::vector<std::weak_ptr<jump_watch::slot>> watchers_;
};

}  // namespace watchpost::engine
