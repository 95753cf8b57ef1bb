// services.h - host services that Python answers: points, state and log behind the engine's interfaces.
//
// They outlive the engine that uses them and are outlived by the queue. Threads: any, never with the GIL.
#pragma once

#include "engine/log.h"
#include "engine/points/control_points.h"
#include "engine/store.h"
#include "requests.h"

#include <condition_variable>
#include <mutex>

namespace watchpost::python {

/// "points": find(pattern), read(id), operate(instance, what), outcome(instance, key), acknowledge(instance,
/// what). A controller that fails while it operates is answered "unknown": it may have moved.
class python_points final : public engine::control_points {
 public:
  explicit python_points(request_queue& queue) : queue_(queue) {}

  std::vector<point::info> find(std::string_view pattern) const override;
  std::optional<point::sample> read(std::string_view id) const override;
  void operate(std::string instance, point::operation what, answer done) override;
  void outcome_of(std::string instance, std::string key, answer done) override;
  void acknowledge(std::string instance, point::acknowledgement what, answer done) override;

 private:
  request_queue& queue_;
};

/// "state": load(instance, prefix), commit(instance, edits). All that is the host's own (history, events, due
/// times) stays in a store of the engine's, in memory.
class python_store final : public engine::store {
 public:
  explicit python_store(request_queue& queue) : queue_(queue), own_(engine::open_memory_store()) {}

  abi::expected<std::vector<engine::state_entry>> load(std::string instance, std::string prefix) override;
  void commit(std::string instance, std::vector<engine::state_edit> edits, engine::committed done) override;
  void record(engine::report what, engine::committed done) override {
    own_->record(std::move(what), std::move(done));
  }
  void remember_due(std::string instance, std::int64_t wall_ms, engine::committed done) override {
    own_->remember_due(std::move(instance), wall_ms, std::move(done));
  }
  abi::expected<std::optional<std::int64_t>> last_due(std::string instance) override {
    return own_->last_due(std::move(instance));
  }
  abi::expected<std::vector<engine::report>> history(engine::history_query query) override {
    return own_->history(std::move(query));
  }
  /// Waits for the answers of Python, too.
  void flush() override;
  void set_bounds(engine::history_bounds bounds) override { own_->set_bounds(bounds); }
  engine::outbox& events() override { return own_->events(); }
  engine::audit_log& audit() override { return own_->audit(); }

 private:
  /// Commits that Python has not answered; shared with the requests.
  struct tally {
    std::mutex mutex;
    std::condition_variable wake;
    int pending = 0;
  };

  request_queue& queue_;
  engine::store_ptr own_;
  std::shared_ptr<tally> tally_ = std::make_shared<tally>();
};

/// "log": write(level, source, line).
class python_log final : public engine::logger {
 public:
  python_log(request_queue& queue, engine::log_level threshold) : queue_(queue), threshold_(threshold) {}

  bool enabled(engine::log_level level) const override { return level >= threshold_; }
  void write(engine::log_level level, std::string_view source, std::string_view line) override;

 private:
  request_queue& queue_;
  const engine::log_level threshold_;
};

}  // namespace watchpost::python
