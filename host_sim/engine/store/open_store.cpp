// Opens the store in its three forms: a file, memory, a look from outside.
#include "engine/store.h"
#include "engine/store/schema.h"
#include "engine/store/sqlite_store.h"
#include "engine/text.h"

#include <filesystem>
#include <fstream>

namespace watchpost::engine {
namespace {

namespace fs = std::filesystem;

constexpr int read_write = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

abi::expected<store_ptr> start(file_lock lock, database db) {
  if (is_empty(db))
    if (auto made = make_schema(db); !made) return made.error();
  auto opened = tables::prepare(std::move(db));
  if (!opened) return opened.error();
  return store_ptr(std::make_unique<sqlite_store>(std::move(lock), std::move(*opened)));
}

// What a link leads to: a file is locked by its own name, whatever links there are.
std::string without_links(const std::string& path) {
  std::error_code bad;
  if (!fs::is_symlink(path, bad)) return path;
  const auto real = fs::weakly_canonical(path, bad);
  return bad ? path : real.string();
}

abi::expected<void> check_names(const std::string& path) {
  std::error_code absent;
  const auto names = fs::hard_link_count(path, absent);
  if (absent || names <= 1) return {};
  return abi::error{.status = WP_E_IO,
                    .domain = "state",
                    .text = in_quotes(path) + " has " + std::to_string(names) +
                            " names (hard links), so two programs could use it at once; leave it one",
                    .key = "state"};
}

// The state may hold keys: only the owner reads it, also where a copy came back with another mode. SQLite gives new
// side files the mode of the database.
abi::expected<void> make_private(const std::string& path) {
  if (!fs::exists(path)) const std::ofstream made(path, std::ios::app);
  for (const std::string& file : {path, path + "-wal", path + "-shm"}) {
    std::error_code bad;
    const auto now = fs::status(file, bad).permissions();
    if (bad || (now & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none) continue;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, bad);
    if (!bad) continue;
    return abi::error{.status = WP_E_IO,
                      .domain = "state",
                      .text = "others can read " + in_quotes(file) +
                              ", which may hold keys, and its mode cannot be changed (" + bad.message() +
                              "); run: chmod go= " + file,
                      .key = "state"};
  }
  return {};
}

// Of a file that is there: a connection that cannot write, when it is empty or good.
abi::expected<database> look_at(const std::string& path) {
  auto db = database::open(path, SQLITE_OPEN_READONLY);
  if (!db || is_empty(*db)) return db;
  if (auto ours = check_schema(*db, path); !ours) return ours.error();
  return db;
}

// For reading, beside whoever else uses the file.
abi::expected<tables> look_into(const std::string& path) {
  const abi::error none_yet{.status = WP_E_NOT_FOUND,
                            .domain = "state",
                            .text = "there is no database " + in_quotes(path) +
                                    " yet; host_sim run makes it, --state names another",
                            .key = "state"};
  if (!std::filesystem::exists(path)) return none_yet;
  auto db = look_at(path);
  if (!db) return db.error();
  if (is_empty(*db)) return none_yet;  // another process is making it
  return tables::prepare(std::move(*db));
}

}  // namespace

abi::expected<store_ptr> open_store(const std::string& name) {
  const auto path = without_links(name);
  auto lock = file_lock::take(path);
  if (!lock) return lock.error();
  if (auto alone = check_names(path); !alone) return alone.error();
  if (auto shut = make_private(path); !shut) return shut.error();
  if (auto fit = look_at(path); !fit) return fit.error();
  auto db = database::open(path, read_write);
  if (!db) return db.error();
  (void)db->execute("PRAGMA journal_mode = WAL");
  (void)db->execute("PRAGMA synchronous = FULL");
  // A sync is cheaper where the log does not grow: a short one is soon written over.
  (void)db->execute("PRAGMA wal_autocheckpoint = 256");
  return start(std::move(*lock), std::move(*db));
}

store_ptr open_memory_store() {
  auto db = database::open(":memory:", read_write).value();  // fails without memory only
  return start({}, std::move(db)).value();
}

abi::expected<std::vector<state_entry>> read_state(const std::string& path, const std::string& instance) {
  auto opened = look_into(path);
  if (!opened) return opened.error();
  return opened->load(instance, "");
}

abi::expected<std::vector<report>> read_history(const std::string& path, const history_query& query) {
  auto opened = look_into(path);
  if (!opened) return opened.error();
  return opened->history(query);
}

abi::expected<void> read_audit(const std::string& path, const audit_query& query,
                               const std::function<void(const audit_record&)>& each) {
  auto opened = look_into(path);
  if (!opened) return opened.error();
  return each_audit(*opened, query, each);
}

abi::expected<audit_verdict> verify_audit(const std::string& path, const std::optional<audit_head>& noted) {
  auto opened = look_into(path);
  if (!opened) return opened.error();
  return verify_audit(*opened, noted);
}

}  // namespace watchpost::engine
