#include "engine/store/schema.h"

#include "engine/store/audit_store.h"
#include "engine/store/evidence.h"
#include "engine/store/outbox_store.h"
#include "engine/text.h"

namespace watchpost::engine {
namespace {

constexpr std::int64_t application_id = 0x57507374;  // "WPst"

constexpr const char* state_schema = R"sql(
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

abi::error refuse_file(std::string text) {
  return {.status = WP_E_IO, .domain = "state", .text = std::move(text), .key = "state"};
}

abi::error refuse_version(const std::string& path, std::int64_t version) {
  return refuse_file(in_quotes(path) + " was made by " + (version > schema_version ? "a newer" : "an older") +
                     " Watchpost (schema " + std::to_string(version) + ", this one knows " +
                     std::to_string(schema_version) +
                     ") and is left as it is; keep it for that version, and name another file to start with");
}

}  // namespace

abi::expected<void> check_schema(database& db, const std::string& path) {
  const auto id = db.integer("PRAGMA application_id");
  if (!id) {
    return refuse_file(in_quotes(path) + " is not a database (" + id.error().text + "); name another file");
  }
  if (*id != application_id)
    return refuse_file(in_quotes(path) + " is not a Watchpost database; name another file");
  const auto version = db.integer("PRAGMA user_version");
  if (!version) return version.error();
  if (*version != schema_version) return refuse_version(path, *version);
  const auto sound = db.text("PRAGMA quick_check(1)");
  if (!sound || *sound != "ok") {
    return refuse_file(in_quotes(path) + " is damaged (" + (sound ? one_line(*sound) : sound.error().text) +
                       "); move it away and restore a copy, or start with a new one");
  }
  return {};
}

bool is_empty(database& db) {
  const auto objects = db.integer("SELECT count(*) FROM sqlite_schema");
  const auto id = db.integer("PRAGMA application_id");
  return objects && id && *objects == 0 && *id == 0;
}

abi::expected<void> make_schema(database& db) {
  std::string changes = "BEGIN IMMEDIATE;";
  for (const char* part : {state_schema, evidence_schema, events_schema, audit_schema}) changes += part;
  changes += "PRAGMA user_version = " + std::to_string(schema_version) + "; COMMIT;";
  auto done = db.execute(changes.c_str());
  if (!done) (void)db.execute("ROLLBACK");
  return done;
}

}  // namespace watchpost::engine
