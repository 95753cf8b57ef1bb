#include "engine/instance_host.h"

#include "engine/audit_service.h"
#include "engine/points/service.h"
#include "engine/text.h"

#include <watchpost/service/clock.h>
#include <watchpost/service/state.h>

#include <algorithm>
#include <utility>

namespace watchpost::engine {

// No exception crosses: what throws here is memory only, and it is answered or dropped.
struct instance_host::thunks {
  static instance_host& of(const wp_host* host) { return *static_cast<instance_host*>(host->host_data); }

  static const void* WP_CALL service(const wp_host* host, const char* id) {
    if (id == nullptr) return nullptr;
    const std::string_view wanted(id);
    if (wanted == WP_SERVICE_CLOCK) return &clock_table;
    if (wanted == WP_SERVICE_STATE && of(host).has_state_) return &state_table;
    if (wanted == WP_SERVICE_AUDIT && of(host).has_state_) return &audit_table;
    if (wanted == WP_SERVICE_POINTS && of(host).has_points_) return points_service();
    return nullptr;
  }

  static std::int32_t WP_CALL log_enabled(const wp_host* host, std::int32_t level) {
    const auto& self = of(host);
    const std::shared_lock lock(self.mutex_);
    return self.parts_ && self.parts_->log.enabled(clamp(level)) ? 1 : 0;
  }

  static void WP_CALL log(const wp_host* host, std::int32_t level, wp_str text) noexcept {
    try {
      of(host).log(clamp(level), view(text));
    } catch (...) {
    }
  }

  static log_level clamp(std::int32_t level) {
    return static_cast<log_level>(std::clamp<std::int32_t>(level, WP_LOG_DEBUG, WP_LOG_ERROR));
  }

  static std::int64_t WP_CALL wall_ms(const wp_host* host) {
    const auto& self = of(host);
    const std::shared_lock lock(self.mutex_);
    return self.parts_ ? self.parts_->time.wall_ms() : real_clock().wall_ms();
  }

  static std::int64_t WP_CALL mono_ms(const wp_host* host) {
    const auto& self = of(host);
    const std::shared_lock lock(self.mutex_);
    return self.parts_ ? self.parts_->time.mono_ms() : real_clock().mono_ms();
  }

  static void WP_CALL watch(const wp_host* host, void(WP_CALL* jumped)(void*), void* ctx) noexcept {
    auto& self = of(host);
    jump_watch next;
    if (jumped != nullptr) {
      const std::shared_lock lock(self.mutex_);
      if (self.parts_) next = self.parts_->time.watch([jumped, ctx] { jumped(ctx); });
    }
    {
      const std::lock_guard lock(self.watch_mutex_);
      std::swap(self.watch_, next);
    }
    next.reset();  // waits until the former watcher is not running; outside of the lock
  }

  static wp_status WP_CALL load(const wp_host* host, wp_str prefix, const wp_entry_sink* sink) noexcept {
    auto& self = of(host);
    if (sink == nullptr || sink->put == nullptr) return WP_E_ARGUMENT;
    try {
      const std::shared_lock lock(self.mutex_);
      if (!self.parts_) return WP_E_LIFECYCLE;
      const auto entries = self.parts_->state->load(self.instance_, std::string(view(prefix)));
      if (!entries) {
        self.parts_->log.write(log_level::error, self.instance_, to_text(entries.error()));
        return entries.error().status;
      }
      for (const auto& [key, value] : *entries)
        sink->put(sink->ctx, to_abi(key), {value.data(), value.size()});
      return WP_OK;
    } catch (...) {
      return WP_E_MEMORY;
    }
  }

  static wp_status WP_CALL commit(const wp_host* host, const wp_edit* edits, std::size_t count,
                                  wp_committed done, void* ctx) noexcept {
    auto& self = of(host);
    if (edits == nullptr && count != 0) return WP_E_ARGUMENT;
    try {
      std::vector<state_edit> copy;
      copy.reserve(count);
      for (std::size_t i = 0; i < count; ++i) {
        const auto& [key, value] = edits[i];
        if (key.len == 0 || key.ptr == nullptr) return WP_E_ARGUMENT;
        if (key.len > WP_STATE_KEY_MAX || value.len > WP_STATE_VALUE_MAX) return WP_E_LIMIT;
        copy.push_back({std::string(view(key)), std::nullopt});
        if (value.ptr != nullptr) copy.back().value = std::string(view(value));
      }
      const std::shared_lock lock(self.mutex_);
      if (!self.parts_) return WP_E_LIFECYCLE;
      self.parts_->state->commit(self.instance_, std::move(copy),
                                 [done, ctx](const abi::error* why) { tell(done, ctx, why); });
      return WP_OK;
    } catch (...) {
      return WP_E_MEMORY;
    }
  }

  static wp_status WP_CALL append(const wp_host* host, wp_str event, const wp_fact* facts, std::size_t count,
                                  wp_committed done, void* ctx) noexcept {
    auto& self = of(host);
    try {
      auto entry = audit_entry_of(view(event), facts, count, self.secrets_);
      if (!entry) {
        self.log(log_level::error, "the plugin broke the contract: " + to_text(entry.error()));
        return entry.error().status;
      }
      const std::shared_lock lock(self.mutex_);
      if (!self.parts_) return WP_E_LIFECYCLE;
      entry->instance = self.instance_;
      entry->wall_ms = self.parts_->time.wall_ms();
      self.parts_->state->audit().append(std::move(*entry),
                                         [done, ctx](const abi::error* why) { tell(done, ctx, why); });
      return WP_OK;
    } catch (...) {
      return WP_E_MEMORY;
    }
  }

  static void tell(wp_committed done, void* ctx, const abi::error* why) {
    if (done == nullptr) return;
    if (why == nullptr) return done(ctx, WP_OK, nullptr);
    const wp_error error{sizeof(wp_error), why->status, "state", why->code, to_abi(why->text), {nullptr, 0}};
    done(ctx, why->status, &error);
  }

  static constexpr wp_clock clock_table{sizeof(wp_clock), 0, &wall_ms, &mono_ms, &watch};
  static constexpr wp_state state_table{sizeof(wp_state), 0, &load, &commit};
  static constexpr wp_audit audit_table{sizeof(wp_audit), 0, &append};
};

instance_host::instance_host(std::string instance, host_parts parts, std::string program, redaction secrets)
    : instance_(std::move(instance)),
      program_(std::move(program)),
      secrets_(std::move(secrets)),
      abi_{sizeof(wp_host),      WP_ABI,      program_.c_str(), instance_.c_str(), this, &thunks::service,
           &thunks::log_enabled, &thunks::log},
      has_state_(parts.state != nullptr),
      has_points_(parts.points != nullptr),
      parts_(std::make_unique<host_parts>(parts)) {}

instance_host::~instance_host() { watch_.reset(); }

void instance_host::log(log_level level, std::string_view text) const {
  const std::shared_lock lock(mutex_);
  if (!parts_ || !parts_->log.enabled(level)) return;
  parts_->log.write(level, instance_.empty() ? "plugin" : instance_, secrets_.apply(one_line(text)));
}

void instance_host::cut_off() {
  thunks::watch(&abi_, nullptr, nullptr);
  const std::unique_lock lock(mutex_);
  parts_.reset();
}

}  // namespace watchpost::engine
