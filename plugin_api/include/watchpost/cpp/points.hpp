// watchpost/cpp/points.hpp - the host's control points, for plugins: wp.points/1.
//
//   void switch_on(plugin::host_ref host, const point::origin& who) {
//     const plugin::points points(host);
//     for (const point::info& p : points.find("pump*")) host.info(p.title);
//     const std::optional<point::sample> now = points.read("pump1");
//     if (now && now->value == point::value(true)) return;
//     points.operate({.point = "pump1", .value = true, .key = "m1/3", .origin = who},
//                    [host](const plugin::expected<point::operated>& came) {
//                      if (!came) host.error(came.error().text);
//                    });
//   }
//
// A type that cannot do without names the service in `services`; others ask available().
//
// At most once: the host has the key of an operation on its disk before the output moves. The same key again
// moves nothing and brings the recorded outcome, marked `duplicate`; after a crash, outcome_of() has it.
#pragma once

#include <watchpost/cpp/expected.hpp>
#include <watchpost/cpp/host_ref.hpp>
#include <watchpost/cpp/point_abi.hpp>
#include <watchpost/cpp/status.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::plugin {

/// A facade of wp.points/1, valid as long as its host_ref. Every function: any thread; none waits for the
/// point.
class points {
 public:
  /// Runs once, on any thread, perhaps before the call returned; what it throws is swallowed. When the host
  /// did not take the request, it runs inside the call, which then throws it on. It must not block. An error
  /// means that nothing moved; a refusal is no error, but a result.
  using done = std::function<void(expected<point::operated>)>;

  explicit points(host_ref host) : host_(host), api_(host.service<wp_points>(WP_SERVICE_POINTS)) {}

  /// Whether the host has control points; without them `done` gets WP_E_UNSUPPORTED.
  bool available() const noexcept { return api_ != nullptr; }

  /// Points whose id matches ('*' any text, '?' one byte, ASCII letters in any case), in the host's order.
  /// Empty without the service, too.
  std::vector<point::info> find(std::string_view pattern = "*") const {
    std::vector<point::info> found;
    if (api_ == nullptr) return found;
    const wp_point_sink sink{&found, &take_point};
    (void)api_->find(host_.abi(), to_abi(pattern), &sink);
    return found;
  }

  /// The latest value, from the host's memory. nullopt: there is no such point.
  std::optional<point::sample> read(std::string_view id) const {
    std::optional<point::sample> found;
    if (api_ == nullptr) return found;
    const wp_sample_sink sink{&found, &take_sample};
    if (api_->read(host_.abi(), to_abi(id), &sink) != WP_OK) found.reset();
    return found;
  }

  /// Gives a value to an output, or with `dry_run` only asks. The host checks everything by itself. What
  /// `what` holds is copied before the call returns; `then` is not empty.
  void operate(const point::operation& what, done then) const {
    const wp_origin origin = point::to_abi(what.origin);
    const wp_operation abi{
        sizeof(wp_operation),
        (what.dry_run ? WP_OPERATE_DRY_RUN : 0u) | (what.confirmed ? WP_OPERATE_CONFIRMED : 0u),
        to_abi(what.point),
        point::to_abi(what.value),
        to_abi(what.key),
        what.not_after_ms,
        &origin};
    ask(std::move(then), [&](void* ctx) { return api_->operate(host_.abi(), &abi, &call, ctx); });
  }

  /// What became of a key: `never`, `pending`, `unknown`, or the recorded outcome.
  void outcome_of(std::string_view key, done then) const {
    ask(std::move(then), [&](void* ctx) { return api_->outcome(host_.abi(), to_abi(key), &call, ctx); });
  }

  /// Acknowledges an alarm; `done` once that is on the disk, `duplicate` when it was before.
  void acknowledge(const point::acknowledgement& what, done then) const {
    const wp_origin origin = point::to_abi(what.origin);
    const wp_acknowledgement abi{sizeof(wp_acknowledgement), 0, to_abi(what.point), what.occurrence, &origin};
    ask(std::move(then), [&](void* ctx) { return api_->acknowledge(host_.abi(), &abi, &call, ctx); });
  }

 private:
  // Hands `then` to the host for as long as `start` answers WP_OK, and tells the refusal otherwise.
  template <class Ask>
  void ask(done then, Ask&& start) const {
    if (api_ == nullptr)
      return then(error{.status = WP_E_UNSUPPORTED,
                        .domain = "points",
                        .text = "this host has no control points (wp.points/1)"});
    auto ctx = std::make_unique<done>(std::move(then));
    const wp_status status = start(ctx.get());
    if (status == WP_OK) {
      (void)ctx.release();  // call() owns it, and may have run
    } else {
      (*ctx)(error{.status = status,
                   .domain = "points",
                   .text = "the host did not take the request (" + std::string(status_name(status)) + ")"});
    }
  }

  static void WP_CALL call(void* ctx, wp_status status, const wp_operated* result,
                           const wp_error* why) noexcept {
    const std::unique_ptr<done> then(static_cast<done*>(ctx));
    try {
      if (status == WP_OK && result != nullptr) {
        (*then)(point::from_abi(*result));
      } else {
        error failed = why != nullptr ? error::from_abi(*why)
                                      : error{.status = status,
                                              .domain = "points",
                                              .text = "the host could not look at its points"};
        failed.status = status != WP_OK ? status : WP_E_INTERNAL;
        (*then)(std::move(failed));
      }
    } catch (...) {  // nobody to tell
    }
  }

  static void WP_CALL take_point(void* ctx, const wp_point* p) noexcept {
    try {
      if (auto known = point::from_abi(*p))
        static_cast<std::vector<point::info>*>(ctx)->push_back(std::move(*known));
    } catch (...) {  // no memory: the point is not there
    }
  }

  static void WP_CALL take_sample(void* ctx, const wp_sample* s) noexcept {
    try {
      *static_cast<std::optional<point::sample>*>(ctx) = point::from_abi(*s);
    } catch (...) {  // no memory: not found
    }
  }

  host_ref host_;
  const wp_points* api_;
};

}  // namespace watchpost::plugin
