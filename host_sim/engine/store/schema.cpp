#include "engine/store/schema.h"

#include "engine/store/audit_store.h"
#include "engine/store/evidence.h"
#include "engine/store/outbox_store.h"
#include "engine/text.h"

namespace watchpost::engine {
namespace {

constexpr std::int64_t application_id = 0x57507374;  // "WPst"

constexpr const char* first_schema = R"sql(
CREATE TABLE state(instance TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY(instance, key)) WITHOUT ROWID;
CREATE TABLE schedule(instance TEXT PRIMARY KEY, due INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE results(
  id INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, type TEXT NOT NULL, reason INTEGER NOT NULL,
  due INTEGER NOT NULL, started INTEGER NOT NULL, finished INTEGER NOT NULL, took INTEGER NOT NULL, state TEXT NOT NULL,
  verdict TEXT NOT NULL, summary TEXT NOT NULL, readings TEXT NOT NULL, facts TEXT NOT NULL, error TEXT);
CREATE INDEX results_by_instance ON results(instance, id);
CREATE INDEX results_by_time ON results(finished);
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES('format', 'watchpost state'), ('created', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));
PRAGMA application_id = 1464890228;
)sql";
static_assert(application_id == 1464890228);

// What each version added, and what stands in for it when a reader meets a file that lacks it.
struct addition {
  std::int64_t version;
  const char* const* tables;
  const char* stand_in;
};
constexpr addition additions[] = {
    {1, &first_schema, ""},
    {2, &evidence_schema, "CREATE TEMP TABLE evidence(id, instance, result, name, media, content);"},
    {3, &events_schema, ""},
    {3, &audit_schema,
     "CREATE TEMP TABLE audit(sequence, wall, instance, event, facts, hash);"
     "CREATE TEMP TABLE audit_head(one, sequence, hash);"},
};

// The changes that lead from `version` (0: an empty file) to this one, in one transaction.
expected<void> bring_up(database& db, std::int64_t version) {
  std::string changes;
  for (const auto& a : additions) {
    if (a.version > version) changes += *a.tables;
  }
  const auto all =
      "BEGIN IMMEDIATE;" + changes + "PRAGMA user_version = " + std::to_string(schema_version) + "; COMMIT;";
  auto done = db.execute(all.c_str());
  if (!done) (void)db.execute("ROLLBACK");
  return done;
}

failure refuse_file(std::string text) {
  return {.status = WP_E_IO, .domain = "state", .text = std::move(text), .key = "state"};
}

// The version, when the file is ours and sound.
expected<std::int64_t> checked_version(database& db, const std::string& path) {
  const auto id = db.integer("PRAGMA application_id");
  if (!id) {
    return refuse_file(in_quotes(path) + " is not a database (" + id.error().text + "); name another file");
  }
  if (*id != application_id)
    return refuse_file(in_quotes(path) + " is not a Watchpost database; name another file");
  const auto version = db.integer("PRAGMA user_version");
  if (!version) return version.error();
  if (*version > schema_version) {
    return refuse_file(in_quotes(path) + " was made by a newer Watchpost (schema " +
                       std::to_string(*version) + ", this one knows " + std::to_string(schema_version) +
                       "); use that version or name another file");
  }
  const auto sound = db.text("PRAGMA quick_check(1)");
  if (!sound || *sound != "ok") {
    return refuse_file(in_quotes(path) + " is damaged (" + (sound ? one_line(*sound) : sound.error().text) +
                       "); move it away and restore a copy, or start with a new one");
  }
  return *version;
}

}  // namespace

expected<void> check_schema(database& db, const std::string& path) {
  const auto version = checked_version(db, path);
  if (!version) return version.error();
  if (*version >= schema_version) return {};
  std::string stand_ins;
  for (const auto& a : additions) {
    if (a.version > *version) stand_ins += a.stand_in;
  }
  return db.execute(stand_ins.c_str());
}

bool is_empty(database& db) {
  const auto objects = db.integer("SELECT count(*) FROM sqlite_schema");
  const auto id = db.integer("PRAGMA application_id");
  return objects && id && *objects == 0 && *id == 0;
}

expected<void> prepare_schema(database& db, const std::string& path) {
  if (is_empty(db)) return bring_up(db, 0);
  const auto version = checked_version(db, path);
  if (!version) return version.error();
  if (*version >= schema_version) return {};
  return bring_up(db, *version);
}

}  // namespace watchpost::engine
