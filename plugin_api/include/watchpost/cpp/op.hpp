// watchpost/cpp/op.hpp - one piece of asynchronous work, answered exactly once by construction.
//
//   #include <boost/asio/awaitable.hpp>
//   #include <boost/asio/co_spawn.hpp>
//   #include <boost/asio/detached.hpp>
//   #include <boost/asio/io_context.hpp>
//
//   boost::asio::awaitable<plugin::expected<plugin::result>> look();
//
//   void start(boost::asio::io_context& io, plugin::op op) {
//     auto poll = [op = std::move(op)]() mutable -> boost::asio::awaitable<void> {
//       const plugin::expected<plugin::result> seen = co_await look();
//       seen ? op.complete(*seen) : op.fail(seen.error());
//     };
//     co_spawn(io, std::move(poll), boost::asio::detached);
//   }
//
// Whoever holds the op owes the answer. An op that is destroyed unanswered answers WP_E_ABANDONED, so an
// exception, a dropped coroutine or a destroyed io_context never leaves the host waiting.
//
// Ownership: the wp_op is the host's, and gone once it is answered; the op holds the right to answer.
// Moved-from, default-made and answered ops owe nothing, and their functions do nothing.
// Threads: may be moved to and answered on any thread; one op is not to be used by two threads at once.
// Exceptions: emit() and complete() copy lists for the ABI and may throw std::bad_alloc; the answer
// is still owed then. The rest never throws.
#pragma once

#include <watchpost/cpp/expected.hpp>
#include <watchpost/cpp/result.hpp>
#include <watchpost/cpp/status.hpp>

#include <atomic>
#include <cstdint>
#include <utility>

namespace watchpost::plugin {

/// The right and the duty to answer one operation.
class op {
 public:
  op() = default;

  /// Takes the duty over from a call that is going to answer WP_OK. `held`, when given, outlives the answer
  /// and is set to 0 right before it goes out (see thunks.hpp).
  explicit op(wp_op* abi, std::atomic<std::uint32_t>* held = nullptr) noexcept
      : abi_(abi), held_(held), id_(abi->id) {}

  op(op&& other) noexcept
      : abi_(std::exchange(other.abi_, nullptr)),
        held_(std::exchange(other.held_, nullptr)),
        id_(other.id_) {}
  /// An answer that is still owed is WP_E_ABANDONED first.
  op& operator=(op&& other) noexcept {
    if (this != &other) {
      abandon();
      abi_ = std::exchange(other.abi_, nullptr);
      held_ = std::exchange(other.held_, nullptr);
      id_ = other.id_;
    }
    return *this;
  }
  op(const op&) = delete;
  op& operator=(const op&) = delete;
  ~op() { abandon(); }

  /// True while an answer is owed.
  explicit operator bool() const noexcept { return abi_ != nullptr; }

  /// What cancel() names, never used twice in a process; stays readable after the answer. 0: default-made.
  std::uint64_t id() const noexcept { return id_; }

  /// An interim word, such as a finished stage; any number of them. Ignored after the answer.
  void emit(const result& interim) {
    if (abi_ != nullptr) interim.visit_abi([this](const wp_result* r) { abi_->emit(abi_, r); });
  }

  /// The verdict, also a bad one. A second answer of any kind is ignored.
  void complete(const result& verdict) {
    verdict.visit_abi([this](const wp_result* r) { answer(WP_OK, r, nullptr); });
  }

  /// No verdict was possible; the host shows UNKNOWN. A `why` of status WP_OK is sent as WP_E_INTERNAL.
  void fail(const error& why) {
    why.visit_abi(
        [&](const wp_error* e) { answer(why.status != WP_OK ? why.status : WP_E_INTERNAL, nullptr, e); });
  }

  /// Done, with nothing to tell: the answer of deactivate() and notify().
  void done() noexcept { answer(WP_OK, nullptr, nullptr); }

 private:
  // The host may destroy the instance inside complete(): nothing of it is touched afterwards.
  void answer(wp_status status, const wp_result* r, const wp_error* e) noexcept {
    if (abi_ == nullptr) return;
    wp_op* const abi = std::exchange(abi_, nullptr);
    if (auto* held = std::exchange(held_, nullptr)) held->store(0, std::memory_order_release);
    abi->complete(abi, status, r, e);
  }
  void abandon() noexcept {
    if (abi_ == nullptr) return;
    const wp_error why{sizeof(wp_error),
                       WP_E_ABANDONED,
                       "plugin",
                       0,
                       to_abi("the plugin dropped the operation without an answer"),
                       wp_str{nullptr, 0}};
    answer(WP_E_ABANDONED, nullptr, &why);
  }

  wp_op* abi_ = nullptr;
  std::atomic<std::uint32_t>* held_ = nullptr;
  std::uint64_t id_ = 0;
};

}  // namespace watchpost::plugin
