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
//     plugin::failure activate() {
//       clock_.watch([this] { look_at_timers(); });  // on any thread
//       const plugin::outcome<plugin::entries> all = store_.load();
//       return all ? plugin::failure() : all.error();
//     }
//     void sent(const std::string& probe) {
//       store_.commit({plugin::edit::set("probe.17", probe), plugin::edit::remove("probe.16")},
//                     [host = host_](const plugin::failure& failed) {  // on a thread of the host
//                       if (failed) host.error(failed->text);
//                     });
//     }
//   };
//
// What a type cannot do without it names in `services`; then create() fails where the host lacks it, and the
// facades below are always backed.
#pragma once

#include <watchpost/cpp/host_ref.hpp>
#include <watchpost/cpp/status.hpp>
#include <watchpost/service/clock.h>
#include <watchpost/service/state.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::plugin {

/// The host's time, or the machine's where the host offers none. Any thread, but watch() and destruction: the
/// owner.
class clock {
 public:
  explicit clock(host_ref host) : host_(host), api_(host.service<wp_clock>(WP_SERVICE_CLOCK)) {}
  ~clock() { watch({}); }
  clock(const clock&) = delete;
  clock& operator=(const clock&) = delete;

  std::int64_t wall_ms() const noexcept {
    return api_ != nullptr ? api_->wall_ms(host_.abi()) : count(std::chrono::system_clock::now());
  }
  std::int64_t mono_ms() const noexcept {
    return api_ != nullptr ? api_->mono_ms(host_.abi()) : count(std::chrono::steady_clock::now());
  }

  /// `jumped` runs on any thread after the monotonic time moved by other than its own passing; it must not
  /// block. When watch() returns, the former watcher is gone; an empty one ends the watch. Call it with a
  /// watcher in activate() and with {} in deactivate().
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

/// One change of the store: a value to set, or none to remove the key.
struct edit {
  std::string key;
  std::optional<std::string> value;

  static edit set(std::string key, std::string value) { return {std::move(key), std::move(value)}; }
  static edit remove(std::string key) { return {std::move(key), std::nullopt}; }
};

using entries = std::map<std::string, std::string, std::less<>>;

/// The instance's durable key/value store. Any thread.
class state_store {
 public:
  /// Nothing when the edits are on the disk. Runs once, on a thread of the host, or inside commit() when the
  /// host refused at once. It must not block; what it throws is swallowed.
  using committed = std::function<void(failure)>;

  explicit state_store(host_ref host) : host_(host), api_(host.service<wp_state>(WP_SERVICE_STATE)) {}

  bool available() const noexcept { return api_ != nullptr; }

  /// Every entry whose key begins with `prefix`. May read a disk: for activate().
  outcome<entries> load(std::string_view prefix = {}) const {
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
    if (status != WP_OK) return error{status, "state", 0, "the host could not read the stored state", ""};
    if (!all.complete)
      return error{WP_E_MEMORY, "state", 0, "out of memory while reading the stored state", ""};
    return std::move(all.found);
  }

  /// Applies all edits or none. Commits take effect in their order.
  void commit(const std::vector<edit>& edits, committed done) const {
    if (api_ == nullptr) return done(missing());
    std::vector<wp_edit> abi;
    abi.reserve(edits.size());
    for (const edit& e : edits) {
      // An empty value is still a value: its pointer must not be NULL.
      abi.push_back(
          {to_abi(e.key), e.value ? wp_bytes{e.value->c_str(), e.value->size()} : wp_bytes{nullptr, 0}});
    }
    auto ctx = std::make_unique<committed>(std::move(done));
    const wp_status status = api_->commit(host_.abi(), abi.data(), abi.size(), &call, ctx.get());
    if (status == WP_OK) {
      (void)ctx.release();  // call() owns it now
    } else {
      (*ctx)(error{status, "state", 0, "the host refused to store the state", ""});
    }
  }

 private:
  static error missing() {
    return {WP_E_UNSUPPORTED, "state", 0, "this host has no durable store (wp.state/1)", ""};
  }
  static void WP_CALL call(void* ctx, wp_status status, const wp_error* why) noexcept {
    const std::unique_ptr<committed> done(static_cast<committed*>(ctx));
    try {
      failure failed;
      if (status != WP_OK) {
        failed = why != nullptr ? error::from_abi(*why)
                                : error{status, "state", 0, "the state was not stored", ""};
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
