// Opens the store in its three forms: a file, memory, a look from outside.
#include "engine/store.h"
#include "engine/store/schema.h"
#include "engine/store/sqlite_store.h"
#include "engine/text.h"

#include <filesystem>
#include <fstream>

namespace watchpost::engine {
namespace {

constexpr int read_write = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

expected<store_ptr> start(file_lock lock, database db, const std::string& path) {
  if (auto ready = prepare_schema(db, path); !ready) return ready.error();
  auto opened = tables::prepare(std::move(db));
  if (!opened) return opened.error();
  return store_ptr(std::make_unique<sqlite_store>(std::move(lock), std::move(*opened)));
}

// The state may hold keys: only the owner reads it. SQLite gives its side files the same mode.
void create_private(const std::string& path) {
  std::error_code ignored;
  const std::ofstream made(path, std::ios::app);
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
                               ignored);
}

// For reading, beside whoever else uses the file.
expected<tables> look_into(const std::string& path) {
  const failure none_yet{.status = WP_E_NOT_FOUND,
                         .domain = "state",
                         .text = "there is no database " + in_quotes(path) +
                                 " yet; host_sim run makes it, --state names another",
                         .key = "state"};
  if (!std::filesystem::exists(path)) return none_yet;
  auto db = database::open(path, SQLITE_OPEN_READONLY);
  if (!db) return db.error();
  if (is_empty(*db)) return none_yet;  // another process is making it
  if (auto ours = check_schema(*db, path); !ours) return ours.error();
  return tables::prepare(std::move(*db));
}

}  // namespace

expected<store_ptr> open_store(const std::string& path) {
  auto lock = file_lock::take(path);
  if (!lock) return lock.error();
  if (!std::filesystem::exists(path)) create_private(path);
  auto db = database::open(path, read_write);
  if (!db) return db.error();
  // A file that is no database is found by the schema check, which says so better.
  (void)db->execute("PRAGMA journal_mode = WAL");
  (void)db->execute("PRAGMA synchronous = FULL");
  // A sync is cheaper where the log does not grow: a short one is soon written over.
  (void)db->execute("PRAGMA wal_autocheckpoint = 256");
  return start(std::move(*lock), std::move(*db), path);
}

store_ptr open_memory_store() {
  auto db = database::open(":memory:", read_write);
  if (!db) throw_exception_from_error(db.error(), BOOST_CURRENT_LOCATION);  // no memory
  auto made = start({}, std::move(*db), ":memory:");
  return std::move(made.value());
}

expected<std::vector<state_entry>> read_state(const std::string& path, const std::string& instance) {
  auto opened = look_into(path);
  if (!opened) return opened.error();
  return opened->load(instance, "");
}

expected<std::vector<report>> read_history(const std::string& path, const history_query& query) {
  auto opened = look_into(path);
  if (!opened) return opened.error();
  return opened->history(query);
}

expected<void> read_audit(const std::string& path, const audit_query& query,
                          const std::function<void(const audit_record&)>& each) {
  auto opened = look_into(path);
  if (!opened) return opened.error();
  return each_audit(*opened, query, each);
}

expected<audit_verdict> verify_audit(const std::string& path, const std::optional<audit_head>& noted) {
  auto opened = look_into(path);
  if (!opened) return opened.error();
  return verify_audit(*opened, noted);
}

}  // namespace watchpost::engine
