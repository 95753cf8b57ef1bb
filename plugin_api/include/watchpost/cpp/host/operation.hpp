// watchpost/cpp/host/operation.hpp - an operation as its maker, the host, sees it.
//
//   #include <watchpost/ext/monitor.h>
//
//   void post_to_my_loop(host::answer answer);
//
//   void poll(const wp_monitor* monitor, wp_instance* instance, const wp_run& run, host::operations& made) {
//     host::operation& op = made.make([](host::answer a) { post_to_my_loop(std::move(a)); });
//     if (monitor->start(instance, &run, op.abi(), nullptr) != WP_OK) made.forget(op);
//   }
//
// The completion runs once, on whatever thread the plugin answers. A second answer, or an interim word after
// the answer, is a fault of the plugin and goes to the misbehaviour function; the default prints it and
// aborts. The last 64 answered operations stay in memory so that a late word is told from a wild pointer.
//
// Threads: completion, interim and misbehaviour run on a thread of the plugin, inside its call: copy, hand
// over, return. They neither wait for the plugin nor close its module, and do not throw: the exception would
// travel through the plugin.
#pragma once

#include <watchpost/cpp/host/contract_check.hpp>
#include <watchpost/cpp/result.hpp>
#include <watchpost/cpp/status.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace watchpost::host {

/// What the plugin said: a result with WP_OK (none from deactivate), an error otherwise.
struct answer {
  wp_status status = WP_E_INTERNAL;
  std::optional<host::result> result;
  std::optional<host::error> error;
};

/// Runs once for each operation that the plugin took, perhaps before the call that started it returned. May
/// destroy the instance.
using completion = std::function<void(answer)>;
/// Any number of times before the completion. The result is borrowed.
using interim = std::function<void(const result&)>;
/// Hears in one line how the plugin broke the contract.
using misbehaviour = std::function<void(std::string_view)>;

inline void abort_on_misbehaviour(std::string_view text) {
  std::fprintf(stderr, "plugin broke the contract: %.*s\n", static_cast<int>(text.size()), text.data());
  std::abort();
}

/// One wp_op. Owned by `operations`, which frees it when it is settled and no longer remembered.
class operation {
 public:
  /// `fault` is borrowed.
  operation(completion done, interim said, const misbehaviour& fault)
      : abi_{sizeof(wp_op), 0, next_id(), this, &emit, &complete},
        done_(std::move(done)),
        said_(std::move(said)),
        fault_(fault) {}
  operation(const operation&) = delete;
  operation& operator=(const operation&) = delete;

  wp_op* abi() noexcept { return &abi_; }
  std::uint64_t id() const noexcept { return abi_.id; }
  /// complete() was called.
  bool answered() const noexcept { return answered_.load(std::memory_order_acquire); }
  /// complete() needs this object no longer: it may be freed.
  bool settled() const noexcept { return settled_.load(std::memory_order_acquire); }

 private:
  static std::uint64_t next_id() noexcept {
    static constinit std::atomic<std::uint64_t> last{0};
    return last.fetch_add(1, std::memory_order_relaxed) + 1;
  }
  static operation& of(wp_op* abi) noexcept { return *static_cast<operation*>(abi->host_data); }

  static void WP_CALL emit(wp_op* abi, const wp_result* r) {
    operation& self = of(abi);
    if (self.answered()) return self.fault_("emit() after complete()");
    if (self.said_ && r != nullptr && lack_of(*r).empty()) self.said_(result::from_abi(*r));
  }
  static void WP_CALL complete(wp_op* abi, wp_status status, const wp_result* r, const wp_error* e) {
    operation& self = of(abi);
    if (self.answered_.exchange(true, std::memory_order_acq_rel))
      return self.fault_("complete() called twice");
    answer a = to_answer(status, r, e);
    const completion done = std::move(self.done_);
    self.settled_.store(true, std::memory_order_release);  // from here on `self` may be gone
    if (done) done(std::move(a));
  }

  // A result that breaks the contract is no verdict.
  static answer to_answer(wp_status status, const wp_result* r, const wp_error* e) {
    if (status != WP_OK) {
      error why = e != nullptr ? error::from_abi(*e) : error{.status = status};
      why.status = status;
      return {status, std::nullopt, std::move(why)};
    }
    if (r == nullptr) return {WP_OK, std::nullopt, std::nullopt};
    if (std::string lack = lack_of(*r); !lack.empty())
      return {
          WP_E_INTERNAL, std::nullopt,
          error{.status = WP_E_INTERNAL, .domain = "host", .text = "the plugin broke the contract: " + lack}};
    return {WP_OK, result::from_abi(*r), std::nullopt};
  }

  wp_op abi_;
  completion done_;
  interim said_;
  const misbehaviour& fault_;
  std::atomic<bool> answered_{false};
  std::atomic<bool> settled_{false};  // complete() needs this object no longer
};

/// The operations of one instance, which it owns. Any thread; goes when no answer is outstanding.
class operations {
 public:
  explicit operations(misbehaviour fault = abort_on_misbehaviour) : fault_(std::move(fault)) {}

  /// Valid until it was answered or forgotten; only its id is to be kept.
  operation& make(completion done, interim said = {}) {
    const std::lock_guard lock(mutex_);
    auto settled = static_cast<std::size_t>(
        std::count_if(all_.begin(), all_.end(), [](const auto& o) { return o->settled(); }));
    all_.remove_if([&](const auto& o) { return o->settled() && settled > tombstones && settled-- != 0; });
    all_.push_back(std::make_unique<operation>(std::move(done), std::move(said), fault_));
    return *all_.back();
  }

  /// Frees one that the plugin refused to take: no answer will come.
  void forget(const operation& refused) {
    const std::lock_guard lock(mutex_);
    all_.remove_if([&](const auto& o) { return o.get() == &refused; });
  }

  /// Those that are not answered yet.
  std::size_t outstanding() const {
    const std::lock_guard lock(mutex_);
    std::size_t n = 0;
    for (const auto& o : all_) n += o->answered() ? 0 : 1;
    return n;
  }

 private:
  static constexpr std::size_t tombstones = 64;
  misbehaviour fault_;
  mutable std::mutex mutex_;
  std::list<std::unique_ptr<operation>> all_;
};

}  // namespace watchpost::host
