#include "engine/store/database.h"

namespace watchpost::engine {
namespace {

/// Binds a parameter by its type.
struct binding {
  sqlite3_stmt* to;
  int at;

  void operator()(std::monostate) const { sqlite3_bind_null(to, at); }
  void operator()(std::int64_t value) const { sqlite3_bind_int64(to, at, value); }
  void operator()(std::string_view text) const {
    sqlite3_bind_text64(to, at, text.data() == nullptr ? "" : text.data(), text.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
  }
  void operator()(blob b) const {
    sqlite3_bind_blob64(to, at, b.bytes.data() == nullptr ? "" : b.bytes.data(), b.bytes.size(),
                        SQLITE_TRANSIENT);
  }
};

}  // namespace

abi::error database_error(int code, const std::string& text) {
  abi::error out{.status = WP_E_IO, .domain = "state", .code = code, .text = "database: " + text};
  if (code == SQLITE_FULL) out.text += "; free some space on the disk";
  if (code == SQLITE_READONLY) out.text += "; check the owner and mode of the file and its folder";
  return out;
}

void statement::bind(parameters values) {
  int at = 0;
  for (const auto& each : values) std::visit(binding{handle_.get(), ++at}, each);
}

abi::expected<bool> statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const auto why = database_error(code & 0xFF, sqlite3_errmsg(sqlite3_db_handle(handle_.get())));
  reset();
  return why;
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

abi::expected<database> database::open(const std::string& path, int flags) {
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  database out;
  out.handle_.reset(raw);
  if (code != SQLITE_OK) {
    return database_error(
        code & 0xFF, "cannot open '" + path + "': " + (raw != nullptr ? sqlite3_errmsg(raw) : "no memory"));
  }
  sqlite3_busy_timeout(raw, 5000);
  return out;
}

abi::expected<void> database::execute(const char* sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return last_error();
  return {};
}

abi::expected<statement> database::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code != SQLITE_OK) return last_error();
  return statement(raw);
}

template <class T>
abi::expected<T> database::first(std::string_view sql, T (statement::*column)(int) const) {
  auto query = prepare(sql);
  if (!query) return query.error();
  const auto row = query->step();
  if (!row) return row.error();
  return *row ? ((*query).*column)(0) : T{};
}

abi::expected<std::int64_t> database::integer(std::string_view sql) {
  return first(sql, &statement::integer);
}
abi::expected<std::string> database::text(std::string_view sql) { return first(sql, &statement::text); }

std::int64_t database::last_row() const { return sqlite3_last_insert_rowid(handle_.get()); }

abi::error database::last_error() const {
  return database_error(sqlite3_extended_errcode(handle_.get()) & 0xFF, sqlite3_errmsg(handle_.get()));
}

}  // namespace watchpost::engine
