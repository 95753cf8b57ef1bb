// The least host that an email monitor needs: real time, state in memory, commits confirmed from another
// thread.
#pragma once

#include "support/memory_state.h"

#include <watchpost/watchpost.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace watchpost::email_monitor::test {

class memory_host {
 public:
  explicit memory_host(std::string instance) : name_(std::move(instance)) {
    host_ = {sizeof(wp_host), WP_ABI, "test", name_.c_str(), this, &service, &log_enabled, &log};
  }
  memory_host(const memory_host&) = delete;
  memory_host& operator=(const memory_host&) = delete;

  const wp_host* abi() const { return &host_; }
  plugin::entries entries() {
    const std::lock_guard lock(mutex_);
    return state_.entries;
  }

  /// Commits are not answered until hold(false).
  void hold(bool held) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    something_.notify_one();
  }
  bool owes_answers() {
    const std::lock_guard lock(mutex_);
    return !confirmations_.empty();
  }

  /// Returns when no callback of the plugin is waiting or running. A module is closed after that: what came
  /// of a commit may be finished before the callback has returned.
  void settle() {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return confirmations_.empty() && !confirming_; });
  }

 private:
  static memory_host& self(const wp_host* host) { return *static_cast<memory_host*>(host->host_data); }

  static std::int64_t wall_ms(const wp_host*) { return count(std::chrono::system_clock::now()); }
  static std::int64_t mono_ms(const wp_host*) { return count(std::chrono::steady_clock::now()); }
  static void watch(const wp_host*, void (*)(void*), void*) {}
  template <class Time>
  static std::int64_t count(Time now) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  }

  static wp_status load(const wp_host* host, wp_str prefix, const wp_entry_sink* sink) {
    auto& me = self(host);
    const std::lock_guard lock(me.mutex_);
    me.state_.load(prefix, sink);
    return WP_OK;
  }

  static wp_status commit(const wp_host* host, const wp_edit* edits, size_t n, wp_committed done, void* ctx) {
    auto& me = self(host);
    const std::lock_guard lock(me.mutex_);
    me.state_.write(edits, n);
    me.confirmations_.push_back([done, ctx] { done(ctx, WP_OK, nullptr); });
    me.something_.notify_one();
    return WP_OK;
  }

  void confirm(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (something_.wait(lock, stop, [this] { return !confirmations_.empty() && !held_; })) {
      const auto next = std::move(confirmations_.front());
      confirmations_.pop_front();
      confirming_ = true;
      lock.unlock();
      next();
      lock.lock();
      confirming_ = false;
      idle_.notify_all();
    }
  }

  static const void* service(const wp_host*, const char* id) {
    static constexpr wp_clock clock{sizeof(wp_clock), 0, &wall_ms, &mono_ms, &watch};
    static constexpr wp_state state{sizeof(wp_state), 0, &load, &commit};
    if (std::string_view(id) == WP_SERVICE_CLOCK) return &clock;
    if (std::string_view(id) == WP_SERVICE_STATE) return &state;
    return nullptr;
  }
  static int32_t log_enabled(const wp_host*, int32_t) { return 0; }
  static void log(const wp_host*, int32_t, wp_str) {}

  std::string name_;
  wp_host host_{};
  std::mutex mutex_;
  std::condition_variable_any something_;
  std::condition_variable idle_;
  watchpost::test::memory_state state_;
  std::deque<std::function<void()>> confirmations_;
  bool confirming_ = false;  // one of them runs
  bool held_ = false;
  std::jthread worker_{[this](const std::stop_token& stop) { confirm(stop); }};
};

}  // namespace watchpost::email_monitor::test
