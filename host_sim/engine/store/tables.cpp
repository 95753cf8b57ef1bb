#include "engine/store/tables.h"

#include "engine/poll_result_json.h"
#include "engine/store/evidence.h"

#include <boost/json.hpp>

namespace watchpost::engine {
namespace {

namespace json = boost::json;

json::value parsed_json(const std::string& text) {
  boost::system::error_code bad;
  auto out = json::parse(text, bad);
  return bad ? json::value(nullptr) : out;
}

report row_to_report(const statement& row) {
  report out;
  out.instance = row.text(0);
  out.type = row.text(1);
  out.reason = static_cast<run_reason>(row.integer(2));
  auto& r = out.result;
  r.times.due_wall = row.integer(3);
  r.times.started_wall = row.integer(4);
  r.times.finished_wall = row.integer(5);
  r.times.finished_mono = row.integer(6);  // so that took_ms() is right
  r.state = health_from(row.text(7)).value_or(health::unknown);
  r.verdict = row.text(8);
  r.summary = row.text(9);
  r.readings = readings_from_json(parsed_json(row.text(10)));
  r.facts = facts_from_json(parsed_json(row.text(11)));
  if (!row.is_null(12)) r.error = failure_from_json(parsed_json(row.text(12)));
  out.has_evidence = row.integer(14) != 0;
  return out;
}

// Pruning after every insert would read too much; a bound may be exceeded by this many results.
constexpr std::int64_t prune_every = 64;

}  // namespace

expected<tables> tables::prepare(database db) { return tables(std::move(db)); }

expected<statement*> tables::use(std::string_view sql) {
  const auto known = prepared_.find(sql);
  if (known != prepared_.end()) {
    known->second.reset();
    return &known->second;
  }
  auto made = db_.prepare(sql);
  if (!made) return made.error();
  return &prepared_.emplace(sql, std::move(*made)).first->second;
}

expected<void> tables::run(std::string_view sql) {
  auto prepared = use(sql);
  if (!prepared) return prepared.error();
  return (*prepared)->run();
}

expected<std::vector<state_entry>> tables::load(const std::string& instance, const std::string& prefix) {
  auto query = use("SELECT key, value FROM state WHERE instance = ?1 AND key >= ?2 ORDER BY key");
  if (!query) return query.error();
  auto& rows = (*query)->bind(1, instance).bind(2, prefix);
  std::vector<state_entry> out;
  while (true) {
    const auto row = rows.step();
    if (!row) return row.error();
    if (!*row) break;
    auto key = rows.text(0);
    if (!key.starts_with(prefix)) break;
    out.push_back({std::move(key), rows.text(1)});
  }
  rows.reset();
  return out;
}

expected<void> tables::apply(const std::string& instance, const std::vector<state_edit>& edits) {
  for (const auto& edit : edits) {
    auto change = use(edit.value ? "INSERT INTO state VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?3"
                                 : "DELETE FROM state WHERE instance = ?1 AND key = ?2");
    if (!change) return change.error();
    (*change)->bind(1, instance).bind(2, edit.key);
    if (edit.value) (*change)->bind_blob(3, *edit.value);
    if (auto ran = (*change)->run(); !ran) return ran;
  }
  return {};
}

expected<void> tables::remember_due(const std::string& instance, std::int64_t wall_ms) {
  auto change = use("INSERT INTO schedule VALUES(?1, ?2) ON CONFLICT DO UPDATE SET due = ?2");
  if (!change) return change.error();
  return (*change)->bind(1, instance).bind(2, wall_ms).run();
}

expected<std::optional<std::int64_t>> tables::last_due(const std::string& instance) {
  auto query = use("SELECT due FROM schedule WHERE instance = ?1");
  if (!query) return query.error();
  (*query)->bind(1, instance);
  const auto row = (*query)->step();
  if (!row) return row.error();
  std::optional<std::int64_t> out;
  if (*row) out = (*query)->integer(0);
  (*query)->reset();
  return out;
}

expected<void> tables::record(const report& what) {
  auto change =
      use("INSERT INTO results(instance, type, reason, due, started, finished, took,"
          " state, verdict, summary, readings, facts, error)"
          " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
  if (!change) return change.error();
  const auto& r = what.result;
  auto& row = **change;
  row.bind(1, what.instance).bind(2, what.type).bind(3, static_cast<std::int64_t>(what.reason));
  row.bind(4, r.times.due_wall)
      .bind(5, r.times.started_wall)
      .bind(6, r.times.finished_wall)
      .bind(7, r.times.took_ms());
  row.bind(8, name(r.state)).bind(9, r.verdict).bind(10, r.summary);
  row.bind(11, json::serialize(readings_to_json(r.readings)))
      .bind(12, json::serialize(facts_to_json(r.facts)));
  if (r.error) row.bind(13, json::serialize(failure_to_json(*r.error)));
  if (auto ran = row.run(); !ran) return ran;
  if (!r.documents.empty()) {
    auto kept = keep_evidence(*this, what.instance, db_.last_row(), r.documents, bounds_);
    if (!kept) return kept;
  }
  auto& count = recorded_.try_emplace(what.instance, prune_every - 1).first->second;
  if (++count < prune_every) return {};
  count = 0;
  return prune(what);
}

expected<void> tables::prune(const report& newest) {
  auto old = use("DELETE FROM results WHERE finished < ?1");
  if (!old) return old.error();
  if (auto ran = (*old)->bind(1, newest.result.times.finished_wall - bounds_.age_ms).run(); !ran) return ran;
  auto many =
      use("DELETE FROM results WHERE instance = ?1 AND id <="
          " (SELECT id FROM results WHERE instance = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)");
  if (!many) return many.error();
  return (*many)->bind(1, newest.instance).bind(2, bounds_.count).run();
}

expected<std::vector<report>> tables::history(const history_query& query) {
  static const std::string select =
      "SELECT instance, type, reason, due, started, finished, took, state, verdict, summary, readings,"
      " facts, error, id, EXISTS(SELECT 1 FROM evidence WHERE result = results.id) FROM results WHERE ";
  static const std::string bounds = " AND finished BETWEEN ?2 AND ?4 ORDER BY id DESC LIMIT ?3";
  static const std::string of_all = select + "(?1 = '' OR instance = ?1)" + bounds;
  static const std::string with_evidence =
      select + "id IN (SELECT result FROM evidence WHERE ?1 = '' OR instance = ?1)" + bounds;
  auto rows = use(query.evidence ? with_evidence : of_all);
  if (!rows) return rows.error();
  const auto limit = query.limit == 0 ? -1 : static_cast<std::int64_t>(query.limit);
  (*rows)->bind(1, query.instance).bind(2, query.since_wall).bind(3, limit);
  (*rows)->bind(4, query.until_wall);
  std::vector<report> out;
  while (true) {
    const auto row = (*rows)->step();
    if (!row) return row.error();
    if (!*row) break;
    out.push_back(row_to_report(**rows));
    if (!query.evidence) continue;
    auto documents = evidence_of(*this, (*rows)->integer(13));
    if (!documents) return documents.error();
    out.back().result.documents = std::move(*documents);
  }
  (*rows)->reset();
  return out;
}

}  // namespace watchpost::engine
