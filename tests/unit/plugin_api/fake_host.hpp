// A host for tests: keeps what was logged, and offers a clock that stands still and a state in memory.
#pragma once

#include "../../support/memory_state.h"

#include <watchpost/cpp/text.hpp>
#include <watchpost/host.h>
#include <watchpost/service/audit.h>
#include <watchpost/service/clock.h>
#include <watchpost/service/state.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace watchpost::test {

class fake_host {
 public:
  fake_host() {
    clock_ = {sizeof(wp_clock), 0, [](const wp_host* h) { return of(h).wall; },
              [](const wp_host* h) { return of(h).mono; },
              [](const wp_host* h, void(WP_CALL * call)(void*), void* ctx) {
                of(h).jumped = call;
                of(h).jumped_ctx = ctx;
              }};
    state_ = {sizeof(wp_state), 0, &load, &commit};
    audit_ = {sizeof(wp_audit), 0, &append};
    abi_ = {sizeof(wp_host), WP_ABI, "fake 1.0", "unit", this, &service, &enabled, &log};
  }
  fake_host(const fake_host&) = delete;
  fake_host& operator=(const fake_host&) = delete;
  ~fake_host() { join(); }

  const wp_host* abi() const { return &abi_; }
  void join() {
    for (auto& t : committers_) t.join();
    committers_.clear();
  }
  bool logged(std::string_view part) const {
    const std::lock_guard lock(mutex_);
    for (const auto& line : lines_) {
      if (line.find(part) != std::string::npos) return true;
    }
    return false;
  }

  std::int64_t wall = 1'700'000'000'000;
  std::int64_t mono = 1'000;
  bool has_clock = true;
  bool has_state = true;
  wp_status load_status = WP_OK;
  wp_status accept_commit = WP_OK;  // what commit() answers at once
  wp_status commit_status = WP_OK;  // what its callback gets
  int level = WP_LOG_DEBUG;
  void(WP_CALL* jumped)(void*) = nullptr;
  void* jumped_ctx = nullptr;
  memory_state state;
  bool has_audit = true;
  std::vector<std::string> audited;  // "event key=value key=value"

 private:
  static fake_host& of(const wp_host* h) { return *static_cast<fake_host*>(h->host_data); }
  static const void* WP_CALL service(const wp_host* h, const char* id) {
    if (std::string_view(id) == WP_SERVICE_CLOCK && of(h).has_clock) return &of(h).clock_;
    if (std::string_view(id) == WP_SERVICE_STATE && of(h).has_state) return &of(h).state_;
    if (std::string_view(id) == WP_SERVICE_AUDIT && of(h).has_audit) return &of(h).audit_;
    return nullptr;
  }
  static std::int32_t WP_CALL enabled(const wp_host* h, std::int32_t level) {
    return level >= of(h).level ? 1 : 0;
  }
  static void WP_CALL log(const wp_host* h, std::int32_t, wp_str text) {
    const std::lock_guard lock(of(h).mutex_);
    of(h).lines_.emplace_back(abi::view(text));
  }
  static wp_status WP_CALL load(const wp_host* h, wp_str prefix, const wp_entry_sink* sink) {
    if (of(h).load_status != WP_OK) return of(h).load_status;
    of(h).state.load(prefix, sink);
    return WP_OK;
  }
  static wp_status WP_CALL commit(const wp_host* h, const wp_edit* edits, std::size_t count,
                                  wp_committed done, void* ctx) {
    fake_host& self = of(h);
    if (self.accept_commit != WP_OK) return self.accept_commit;
    if (self.commit_status == WP_OK) self.state.write(edits, count);
    self.answer_later(done, ctx);
    return WP_OK;
  }
  static wp_status WP_CALL append(const wp_host* h, wp_str event, const wp_fact* facts, std::size_t count,
                                  wp_committed done, void* ctx) {
    fake_host& self = of(h);
    if (self.accept_commit != WP_OK) return self.accept_commit;
    std::string line(abi::view(event));
    for (std::size_t i = 0; i < count; ++i)
      line.append(" ").append(facts[i].key).append("=").append(abi::view(facts[i].value));
    self.audited.push_back(line);
    self.answer_later(done, ctx);
    return WP_OK;
  }
  void answer_later(wp_committed done, void* ctx) {
    committers_.emplace_back([done, ctx, status = commit_status] {
      const wp_error why{sizeof(wp_error), status, "state", 28, abi::to_abi("no space left"), {nullptr, 0}};
      done(ctx, status, status == WP_OK ? nullptr : &why);
    });
  }

  wp_host abi_{};
  wp_clock clock_{};
  wp_state state_{};
  wp_audit audit_{};
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
  std::vector<std::thread> committers_;
};

}  // namespace watchpost::test
