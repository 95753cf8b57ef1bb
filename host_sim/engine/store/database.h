// database.h - SQLite as values: a connection, prepared statements, and what fails as abi::error. Internal to
// the store.
//
// Thread: one at a time.
#pragma once

#include "engine/error.h"

#include <sqlite3.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace watchpost::engine {

struct blob {
  std::string_view bytes;
};
/// The value of a parameter; it refers to what it was made of. NULL: std::monostate.
using parameter = std::variant<std::monostate, std::int64_t, std::string_view, blob>;
using parameters = std::initializer_list<parameter>;

/// A prepared statement. Parameters and columns count from 1 and 0, as in SQLite.
class statement {
 public:
  explicit statement(sqlite3_stmt* prepared) : handle_(prepared) {}

  /// From the first one on; those that are left stay NULL.
  void bind(parameters values);

  /// One step: true for a row, false at the end.
  abi::expected<bool> step();
  void reset();

  std::int64_t integer(int column) const;
  std::string text(int column) const;  ///< also blobs
  bool is_null(int column) const;

 private:
  struct finalize {
    void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
  };
  std::unique_ptr<sqlite3_stmt, finalize> handle_;
};

class database {
 public:
  /// `flags` as for sqlite3_open_v2.
  static abi::expected<database> open(const std::string& path, int flags);

  abi::expected<void> execute(const char* sql);
  abi::expected<statement> prepare(std::string_view sql);
  abi::expected<std::int64_t> integer(std::string_view sql);  ///< the first column of the first row
  abi::expected<std::string> text(std::string_view sql);
  std::int64_t last_row() const;  ///< the rowid of the latest INSERT
  abi::error last_error() const;

 private:
  struct close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  template <class T>
  abi::expected<T> first(std::string_view sql, T (statement::*column)(int) const);

  std::unique_ptr<sqlite3, close> handle_;
};

abi::error database_error(int code, const std::string& text);

}  // namespace watchpost::engine
