// cutting_store.h - a store that dies after a number of commits: later ones are neither written nor answered,
// as after kill -9. What is behind it lives on.
#pragma once

#include "engine/store.h"

#include <limits>

namespace watchpost::test {

class cutting_store final : public engine::store {
 public:
  explicit cutting_store(engine::store& behind) : behind_(behind) {}

  std::size_t commits_left = std::numeric_limits<std::size_t>::max();
  /// The last commit is written but not answered any more.
  bool last_one_unanswered = false;
  std::function<void()> on_commit;

  abi::expected<std::vector<engine::state_entry>> load(std::string instance, std::string prefix) override {
    return behind_.load(std::move(instance), std::move(prefix));
  }
  void commit(std::string instance, std::vector<engine::state_edit> edits, engine::committed done) override {
    if (commits_left == 0) return;
    if (--commits_left == 0 && last_one_unanswered) done = nullptr;
    if (!on_commit) return behind_.commit(std::move(instance), std::move(edits), std::move(done));
    on_commit();
    behind_.commit(std::move(instance), std::move(edits),
                   [this, done = std::move(done)](const abi::error* why) {
                     on_commit();
                     if (done) done(why);
                   });
  }
  void record(engine::report what, engine::committed done) override {
    behind_.record(std::move(what), std::move(done));
  }
  void remember_due(std::string instance, std::int64_t wall_ms, engine::committed done) override {
    behind_.remember_due(std::move(instance), wall_ms, std::move(done));
  }
  abi::expected<std::optional<std::int64_t>> last_due(std::string instance) override {
    return behind_.last_due(std::move(instance));
  }
  abi::expected<std::vector<engine::report>> history(engine::history_query query) override {
    return behind_.history(std::move(query));
  }
  void flush() override { behind_.flush(); }
  void set_bounds(engine::history_bounds bounds) override { behind_.set_bounds(bounds); }
  engine::outbox& events() override { return behind_.events(); }
  engine::audit_log& audit() override { return behind_.audit(); }

 private:
  engine::store& behind_;
};

}  // namespace watchpost::test
