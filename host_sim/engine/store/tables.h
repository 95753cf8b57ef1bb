// tables.h - the statements of the store: what each operation does to the tables. Internal to the store.
//
// Thread: the store's. No transaction is begun here.
#pragma once

#include "engine/store.h"
#include "engine/store/database.h"

#include <map>
#include <string>

namespace watchpost::engine {

class tables {
 public:
  static expected<tables> prepare(database db);

  database& db() { return db_; }
  /// A statement without parameters, prepared once.
  expected<void> run(std::string_view sql);
  /// A statement, reset, prepared once.
  expected<statement*> use(std::string_view sql);

  expected<std::vector<state_entry>> load(const std::string& instance, const std::string& prefix);
  expected<void> apply(const std::string& instance, const std::vector<state_edit>& edits);
  expected<void> remember_due(const std::string& instance, std::int64_t wall_ms);
  expected<std::optional<std::int64_t>> last_due(const std::string& instance);
  expected<void> record(const report& what);
  expected<std::vector<report>> history(const history_query& query);
  void set_bounds(history_bounds bounds) { bounds_ = bounds; }

 private:
  explicit tables(database db) : db_(std::move(db)) {}
  expected<void> prune(const report& newest);

  database db_;
  std::map<std::string_view, statement> prepared_;
  history_bounds bounds_;
  std::map<std::string, std::int64_t> recorded_;  // per instance, since the last pruning
};

}  // namespace watchpost::engine
