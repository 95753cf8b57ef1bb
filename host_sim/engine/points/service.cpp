#include "engine/points/service.h"

#include "engine/instance_host.h"
#include "engine/points/control_points.h"
#include "engine/text.h"

#include <watchpost/cpp/point_abi.hpp>

namespace watchpost::engine {

// No exception crosses: operation throws here is memory only.
struct point_thunks {
  static instance_host& of(const wp_host* host) { return *static_cast<instance_host*>(host->host_data); }

  /// Calls `use(points)` while they are there.
  template <class Use>
  static wp_status with_points(const wp_host* host, Use&& use) noexcept {
    try {
      auto& self = of(host);
      const std::shared_lock lock(self.mutex_);
      if (!self.parts_ || self.parts_->points == nullptr) return WP_E_LIFECYCLE;
      return use(*self.parts_->points);
    } catch (...) {
      return WP_E_MEMORY;
    }
  }

  static control_points::answer answer_to(wp_operated_fn done, void* ctx) {
    return [done, ctx](abi::expected<point::operated> came) {
      if (came) {
        const wp_operated abi = point::to_abi(*came);
        return done(ctx, WP_OK, &abi, nullptr);
      }
      const auto& why = came.error();
      const wp_error error{sizeof(wp_error), why.status, "points", why.code, to_abi(why.text), {nullptr, 0}};
      done(ctx, why.status, nullptr, &error);
    };
  }

  static wp_status WP_CALL find(const wp_host* host, wp_str pattern, const wp_point_sink* sink) noexcept {
    if (sink == nullptr || sink->put == nullptr) return WP_E_ARGUMENT;
    return with_points(host, [&](control_points& points) {
      for (const auto& found : points.find(view(pattern))) {
        const wp_point abi = point::to_abi(found);
        sink->put(sink->ctx, &abi);
      }
      return WP_OK;
    });
  }

  static wp_status WP_CALL read(const wp_host* host, wp_str id, const wp_sample_sink* sink) noexcept {
    if (sink == nullptr || sink->put == nullptr) return WP_E_ARGUMENT;
    return with_points(host, [&](control_points& points) {
      const auto found = points.read(view(id));
      if (!found) return WP_E_NOT_FOUND;
      const wp_sample abi = point::to_abi(*found);
      sink->put(sink->ctx, &abi);
      return WP_OK;
    });
  }

  static wp_status WP_CALL operate(const wp_host* host, const wp_operation* operation, wp_operated_fn done,
                                   void* ctx) noexcept {
    if (operation == nullptr || done == nullptr ||
        !WP_HAS(operation, origin) ||  // NOLINT(bugprone-sizeof-expression)
        operation->origin == nullptr)
      return WP_E_ARGUMENT;
    if (operation->key.len == 0) return WP_E_ARGUMENT;
    if (operation->key.len > WP_POINT_KEY_MAX || operation->value.text.len > WP_POINT_TEXT_MAX)
      return WP_E_LIMIT;
    return with_points(host, [&](control_points& points) {
      point::operation own;
      own.point = view(operation->point);
      own.value = point::from_abi(operation->value);
      own.key = view(operation->key);
      own.not_after_ms = operation->not_after_ms;
      own.dry_run = (operation->flags & WP_OPERATE_DRY_RUN) != 0;
      own.confirmed = (operation->flags & WP_OPERATE_CONFIRMED) != 0;
      own.origin = point::from_abi(*operation->origin);
      points.operate(of(host).instance_, std::move(own), answer_to(done, ctx));
      return WP_OK;
    });
  }

  static wp_status WP_CALL outcome(const wp_host* host, wp_str key, wp_operated_fn done, void* ctx) noexcept {
    if (done == nullptr || key.len == 0) return WP_E_ARGUMENT;
    if (key.len > WP_POINT_KEY_MAX) return WP_E_LIMIT;
    return with_points(host, [&](control_points& points) {
      points.outcome_of(of(host).instance_, std::string(view(key)), answer_to(done, ctx));
      return WP_OK;
    });
  }

  static wp_status WP_CALL acknowledge(const wp_host* host, const wp_acknowledgement* acknowledgement,
                                       wp_operated_fn done, void* ctx) noexcept {
    if (acknowledgement == nullptr || done == nullptr ||
        !WP_HAS(acknowledgement, origin) ||  // NOLINT(bugprone-sizeof-expression)
        acknowledgement->origin == nullptr)
      return WP_E_ARGUMENT;
    return with_points(host, [&](control_points& points) {
      points.acknowledge(of(host).instance_,
                         {std::string(view(acknowledgement->point)), acknowledgement->occurrence,
                          point::from_abi(*acknowledgement->origin)},
                         answer_to(done, ctx));
      return WP_OK;
    });
  }

  static constexpr wp_points table{sizeof(wp_points), 0, &find, &read, &operate, &outcome, &acknowledge};
};

const wp_points* points_service() { return &point_thunks::table; }

}  // namespace watchpost::engine
