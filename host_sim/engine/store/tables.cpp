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
  if (!row.is_null(12)) r.error = error_from_json(parsed_json(row.text(12)));
  out.has_evidence = row.integer(14) != 0;
  return out;
}

// Pruning after every insert would read too much; a bound may be exceeded by this many results.
constexpr std::int64_t prune_every = 64;

}  // namespace

abi::expected<tables> tables::prepare(database db) { return tables(std::move(db)); }

abi::expected<statement*> tables::use(std::string_view sql) {
  const auto known = prepared_.find(sql);
  if (known != prepared_.end()) {
    known->second.reset();
    return &known->second;
  }
  auto made = db_.prepare(sql);
  if (!made) return made.error();
  return &prepared_.emplace(sql, std::move(*made)).first->second;
}

abi::expected<void> tables::read(std::string_view sql, parameters values, const row_reader& wants_more) {
  auto query = use(sql);
  if (!query) return query.error();
  auto& rows = **query;
  rows.bind(values);
  while (true) {
    const auto row = rows.step();
    if (!row) return row.error();
    if (!*row) break;
    const auto more = wants_more(rows);
    if (!more) return more.error();
    if (!*more) break;
  }
  rows.reset();
  return {};
}

abi::expected<void> tables::run(std::string_view sql, parameters values) {
  return read(sql, values, [](const statement&) { return true; });
}

abi::expected<std::vector<state_entry>> tables::load(const std::string& instance, const std::string& prefix) {
  std::vector<state_entry> out;
  const auto done = read("SELECT key, value FROM state WHERE instance = ?1 AND key >= ?2 ORDER BY key",
                         {instance, prefix}, [&](const statement& row) {
                           auto key = row.text(0);
                           const bool more = key.starts_with(prefix);
                           if (more) out.push_back({std::move(key), row.text(1)});
                           return more;
                         });
  if (!done) return done.error();
  return out;
}

abi::expected<void> tables::apply(const std::string& instance, const std::vector<state_edit>& edits) {
  for (const auto& edit : edits) {
    auto done = edit.value ? run("INSERT INTO state VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?3",
                                 {instance, edit.key, blob{*edit.value}})
                           : run("DELETE FROM state WHERE instance = ?1 AND key = ?2", {instance, edit.key});
    if (!done) return done;
  }
  return {};
}

abi::expected<void> tables::remember_due(const std::string& instance, std::int64_t wall_ms) {
  return run("INSERT INTO schedule VALUES(?1, ?2) ON CONFLICT DO UPDATE SET due = ?2", {instance, wall_ms});
}

abi::expected<std::optional<std::int64_t>> tables::last_due(const std::string& instance) {
  std::optional<std::int64_t> out;
  const auto done =
      read("SELECT due FROM schedule WHERE instance = ?1", {instance}, [&](const statement& row) {
        out = row.integer(0);
        return false;
      });
  if (!done) return done.error();
  return out;
}

abi::expected<void> tables::record(const report& report) {
  const auto& r = report.result;
  const auto error = r.error ? json::serialize(error_to_json(*r.error)) : std::string{};
  auto done =
      run("INSERT INTO results(instance, type, reason, due, started, finished, took,"
          " state, verdict, summary, readings, facts, error)"
          " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
          {report.instance, report.type, static_cast<std::int64_t>(report.reason), r.times.due_wall,
           r.times.started_wall, r.times.finished_wall, r.times.took_ms(), name(r.state), r.verdict,
           r.summary, json::serialize(readings_to_json(r.readings)), json::serialize(facts_to_json(r.facts)),
           r.error ? parameter(error) : parameter()});
  if (!done) return done;
  if (!r.documents.empty()) {
    auto kept = keep_evidence(*this, report.instance, db_.last_row(), r.documents, bounds_);
    if (!kept) return kept;
  }
  auto& count = recorded_.try_emplace(report.instance, prune_every - 1).first->second;
  if (++count < prune_every) return {};
  count = 0;
  return prune(report);
}

abi::expected<void> tables::prune(const report& newest) {
  auto done =
      run("DELETE FROM results WHERE finished < ?1", {newest.result.times.finished_wall - bounds_.age_ms});
  if (!done) return done;
  return run(
      "DELETE FROM results WHERE instance = ?1 AND id <="
      " (SELECT id FROM results WHERE instance = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
      {newest.instance, bounds_.count});
}

abi::expected<std::vector<report>> tables::history(const history_query& query) {
  static const std::string select =
      "SELECT instance, type, reason, due, started, finished, took, state, verdict, summary, readings,"
      " facts, error, id, EXISTS(SELECT 1 FROM evidence WHERE result = results.id) FROM results WHERE ";
  static const std::string bounds = " AND finished BETWEEN ?2 AND ?4 ORDER BY id DESC LIMIT ?3";
  static const std::string of_all = select + "(?1 = '' OR instance = ?1)" + bounds;
  static const std::string with_evidence =
      select + "id IN (SELECT result FROM evidence WHERE ?1 = '' OR instance = ?1)" + bounds;
  const auto limit = query.limit == 0 ? -1 : static_cast<std::int64_t>(query.limit);
  std::vector<report> out;
  const auto done = read(query.evidence ? with_evidence : of_all,
                         {query.instance, query.since_wall, limit, query.until_wall},
                         [&](const statement& row) -> abi::expected<bool> {
                           out.push_back(row_to_report(row));
                           if (!query.evidence) return true;
                           auto documents = evidence_of(*this, row.integer(13));
                           if (!documents) return documents.error();
                           out.back().result.documents = std::move(*documents);
                           return true;
                         });
  if (!done) return done.error();
  return out;
}

}  // namespace watchpost::engine
