// tables.h - the statements of the store: what each operation does to the tables. Internal to the store.
//
// Thread: the store's. No transaction is begun here.
#pragma once

#include "engine/store.h"
#include "engine/store/database.h"

#include <functional>
#include <map>
#include <string>

namespace watchpost::engine {

class tables {
 public:
  static abi::expected<tables> prepare(database db);

  database& db() { return db_; }
  // Statements are prepared once: `sql` lives as long as the tables.
  abi::expected<void> run(std::string_view sql, parameters values = {});
  /// Takes a row of a query; false: it wants no more of them.
  using row_reader = std::function<abi::expected<bool>(const statement& row)>;
  abi::expected<void> read(std::string_view sql, parameters values, const row_reader& wants_more);

  abi::expected<std::vector<state_entry>> load(const std::string& instance, const std::string& prefix);
  abi::expected<void> apply(const std::string& instance, const std::vector<state_edit>& edits);
  abi::expected<void> remember_due(const std::string& instance, std::int64_t wall_ms);
  abi::expected<std::optional<std::int64_t>> last_due(const std::string& instance);
  abi::expected<void> record(const report& report);
  abi::expected<std::vector<report>> history(const history_query& query);
  void set_bounds(history_bounds bounds) { bounds_ = bounds; }

 private:
  explicit tables(database db) : db_(std::move(db)) {}
  abi::expected<statement*> use(std::string_view sql);
  abi::expected<void> prune(const report& newest);

  database db_;
  std::map<std::string_view, statement> prepared_;
  history_bounds bounds_;
  std::map<std::string, std::int64_t> recorded_;  // per instance, since the last pruning
};

}  // namespace watchpost::engine
