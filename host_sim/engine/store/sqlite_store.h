// sqlite_store.h - the store over SQLite: state, schedule and history, and the parts beside them. Internal to
// the store.
#pragma once

#include "engine/store/audit_store.h"
#include "engine/store/file_lock.h"
#include "engine/store/outbox_store.h"

namespace watchpost::engine {

class sqlite_store final : public store {
 public:
  sqlite_store(file_lock lock, tables opened);
  ~sqlite_store() override = default;

  abi::expected<std::vector<state_entry>> load(std::string instance, std::string prefix) override;
  void commit(std::string instance, std::vector<state_edit> edits, committed done) override;
  void record(report report, committed done) override;
  void remember_due(std::string instance, std::int64_t wall_ms, committed done) override;
  abi::expected<std::optional<std::int64_t>> last_due(std::string instance) override;
  abi::expected<std::vector<report>> history(history_query query) override;
  void flush() override;
  void set_bounds(history_bounds bounds) override;
  outbox& events() override { return events_; }
  audit_log& audit() override { return audit_; }

 private:
  file_lock lock_;  // released last
  store_thread thread_;
  sqlite_outbox events_{thread_};
  sqlite_audit audit_{thread_};
};

}  // namespace watchpost::engine
