// watchpost/cpp/services.hpp - the host's services: clock and state.
//
//   class my_monitor {
//     plugin::host_ref host_;
//     plugin::clock clock_{host_};
//     plugin::state_store store_{host_};
//     void look_at_timers();
//
//    public:
//     explicit my_monitor(plugin::host_ref host) : host_(host) {}
//
//     plugin::status activate() {
//       clock_.watch([this] { look_at_timers(); });  // on any thread
//       const plugin::expected<plugin::entries> all = store_.load();
//       return all ? plugin::status() : all.error();
//     }
//     void sent(const std::string& probe) {
//       store_.commit({plugin::edit::set("probe.17", probe), plugin::edit::remove("probe.16")},
//                     [host = host_](const plugin::status& failed) {  // on a thread of the host
//                       if (failed) host.error(failed->text);
//                     });
//     }
//   };
//
// What a type cannot do without it names in `services`; then create() fails where the host lacks it, and the
// facades below are always backed.
//
// Ownership: a facade points to the host's table and is valid as long as its host_ref. A callable that is
// passed is owned by the facade's call until it ran; what it captures must live so long, beyond the facade if
// need be. So deactivate() completes after the last commit was answered.
#pragma once

#include <watchpost/cpp/edits.hpp>
#include <watchpost/cpp/expected.hpp>
#include <watchpost/cpp/host_ref.hpp>
#include <watchpost/cpp/status.hpp>
#include <watchpost/service/clock.h>
#include <watchpost/service/state.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::plugin {

/// The host's time, or the machine's where the host offers none; it may be virtual. Any thread, but watch()
/// and destruction: the owner, one at a time. One clock with a watcher per host: a second one's would replace
/// the first's.
class clock {
 public:
  explicit clock(host_ref host) : host_(host), api_(host.service<wp_clock>(WP_SERVICE_CLOCK)) {}
  ~clock() { watch({}); }
  clock(const clock&) = delete;
  clock& operator=(const clock&) = delete;

  /// Since 1970-01-01T00:00Z; may be set back.
  std::int64_t wall_ms() const noexcept {
    return api_ != nullptr ? api_->wall_ms(host_.abi()) : count(std::chrono::system_clock::now());
  }
  /// What run::deadline_ms is compared with.
  std::int64_t mono_ms() const noexcept {
    return api_ != nullptr ? api_->mono_ms(host_.abi()) : count(std::chrono::steady_clock::now());
  }

  /// `jumped` runs on any thread after the monotonic time moved by other than its own passing; it must not
  /// block; what it throws is swallowed. When watch() returns, the former watcher is gone: it waits for one
  /// that is running, so it is called neither from inside a watcher nor with a lock that one takes. An empty
  /// one ends the watch. Call it with a watcher in activate() and with {} in deactivate().
  void watch(std::function<void()> jumped) {
    if (api_ == nullptr || !WP_HAS(api_, watch) || api_->watch == nullptr) return;
    if (!jumped && !watcher_) return;
    auto next = jumped ? std::make_unique<std::function<void()>>(std::move(jumped)) : nullptr;
    api_->watch(host_.abi(), next ? &call : nullptr, next.get());
    watcher_ = std::move(next);
  }

 private:
  template <class Time>
  static std::int64_t count(Time now) noexcept {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  }
  static void WP_CALL call(void* ctx) noexcept {
    try {
      (*static_cast<std::function<void()>*>(ctx))();
    } catch (...) {  // nobody to tell
    }
  }

  host_ref host_;
  const wp_clock* api_;
  std::unique_ptr<std::function<void()>> watcher_;
};

/// The instance's durable key/value store. Any thread.
class state_store {
 public:
  /// No failure: the edits are on the disk. Runs once: on a thread of the host, where what it throws is
  /// swallowed; or, when the host refused at once, inside commit(), which then throws it on. It must not
  /// block.
  using committed = std::function<void(status)>;

  explicit state_store(host_ref host) : host_(host), api_(host.service<wp_state>(WP_SERVICE_STATE)) {}

  /// Whether the host has a store at all; without one load() and commit() fail with WP_E_UNSUPPORTED.
  bool available() const noexcept { return api_ != nullptr; }

  /// Copies of every entry whose key begins with `prefix`. May read a disk: for activate().
  expected<entries> load(std::string_view prefix = {}) const {
    struct reader {
      entries found;
      bool complete = true;
      static void WP_CALL put(void* ctx, wp_str key, wp_bytes value) noexcept {
        auto& self = *static_cast<reader*>(ctx);
        try {
          self.found.emplace(view(key), view(value));
        } catch (...) {
          self.complete = false;
        }
      }
    } all;
    if (api_ == nullptr) return missing();
    const wp_entry_sink sink{&all, &reader::put};
    const wp_status status = api_->load(host_.abi(), to_abi(prefix), &sink);
    if (status != WP_OK)
      return error{.status = status, .domain = "state", .text = "the host could not read the stored state"};
    if (!all.complete)
      return error{
          .status = WP_E_MEMORY, .domain = "state", .text = "out of memory while reading the stored state"};
    return std::move(all.found);
  }

  /// Applies all edits or none, and survives kill -9 and power loss once `done` heard of no failure. Returns
  /// without waiting for the disk; `done` is not empty. Commits of one host take effect in their order.
  void commit(const edits& changes, committed done) const {
    if (api_ == nullptr) return done(missing());
    std::vector<wp_edit> abi;
    abi.reserve(changes.size());
    for (const edit& e : changes) {
      // An empty value is still a value: its pointer must not be NULL.
      abi.push_back(
          {to_abi(e.key), e.value ? wp_bytes{e.value->c_str(), e.value->size()} : wp_bytes{nullptr, 0}});
    }
    auto ctx = std::make_unique<committed>(std::move(done));
    const wp_status status = api_->commit(host_.abi(), abi.data(), abi.size(), &call, ctx.get());
    if (status == WP_OK) {
      (void)ctx.release();  // call() owns it now
    } else {
      (*ctx)(error{.status = status, .domain = "state", .text = "the host refused to store the state"});
    }
  }

 private:
  static error missing() {
    return {
        .status = WP_E_UNSUPPORTED, .domain = "state", .text = "this host has no durable store (wp.state/1)"};
  }
  static void WP_CALL call(void* ctx, wp_status status, const wp_error* why) noexcept {
    const std::unique_ptr<committed> done(static_cast<committed*>(ctx));
    try {
      abi::status failed;
      if (status != WP_OK) {
        failed = why != nullptr
                     ? error::from_abi(*why)
                     : error{.status = status, .domain = "state", .text = "the state was not stored"};
        failed->status = status;
      }
      (*done)(std::move(failed));
    } catch (...) {  // nobody to tell
    }
  }

  host_ref host_;
  const wp_state* api_;
};

}  // namespace watchpost::plugin
