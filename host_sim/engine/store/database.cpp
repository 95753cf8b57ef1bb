#include "engine/store/database.h"

namespace watchpost::engine {

failure database_failure(int code, const std::string& text) {
  failure out{.status = WP_E_IO, .domain = "state", .code = code, .text = "database: " + text};
  if (code == SQLITE_FULL) out.text += "; free some space on the disk";
  if (code == SQLITE_READONLY) out.text += "; check the owner and mode of the file and its folder";
  return out;
}

statement& statement::bind(int at, std::int64_t value) {
  sqlite3_bind_int64(handle_.get(), at, value);
  return *this;
}

statement& statement::bind(int at, std::string_view text) {
  sqlite3_bind_text64(handle_.get(), at, text.data() == nullptr ? "" : text.data(), text.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

statement& statement::bind_blob(int at, std::string_view bytes) {
  sqlite3_bind_blob64(handle_.get(), at, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(),
                      SQLITE_TRANSIENT);
  return *this;
}

statement& statement::bind_null(int at) {
  sqlite3_bind_null(handle_.get(), at);
  return *this;
}

expected<bool> statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const auto why = database_failure(code & 0xFF, sqlite3_errmsg(sqlite3_db_handle(handle_.get())));
  reset();
  return why;
}

expected<void> statement::run() {
  while (true) {
    const auto row = step();
    if (!row) return row.error();
    if (!*row) break;
  }
  reset();
  return {};
}

void statement::reset() {
  sqlite3_reset(handle_.get());
  sqlite3_clear_bindings(handle_.get());
}

std::int64_t statement::integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }

std::string statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return bytes == nullptr ? std::string{} : std::string(bytes, size);
}

bool statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

expected<database> database::open(const std::string& path, int flags) {
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  database out;
  out.handle_.reset(raw);
  if (code != SQLITE_OK) {
    return database_failure(
        code & 0xFF, "cannot open '" + path + "': " + (raw != nullptr ? sqlite3_errmsg(raw) : "no memory"));
  }
  sqlite3_busy_timeout(raw, 5000);
  return out;
}

expected<void> database::execute(const char* sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return last_error();
  return {};
}

expected<statement> database::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code != SQLITE_OK) return last_error();
  return statement(raw);
}

expected<std::int64_t> database::integer(std::string_view sql) {
  auto query = prepare(sql);
  if (!query) return query.error();
  const auto row = query->step();
  if (!row) return row.error();
  return *row ? query->integer(0) : 0;
}

expected<std::string> database::text(std::string_view sql) {
  auto query = prepare(sql);
  if (!query) return query.error();
  const auto row = query->step();
  if (!row) return row.error();
  return *row ? query->text(0) : std::string{};
}

std::int64_t database::last_row() const { return sqlite3_last_insert_rowid(handle_.get()); }

failure database::last_error() const {
  return database_failure(sqlite3_extended_errcode(handle_.get()) & 0xFF, sqlite3_errmsg(handle_.get()));
}

}  // namespace watchpost::engine
