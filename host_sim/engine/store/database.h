// database.h - SQLite as values: a connection, prepared statements, and errors as `failure`. Internal to the
// store.
//
// Thread: one at a time.
#pragma once

#include "engine/failure.h"

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::engine {

/// A prepared statement. Parameters and columns count from 1 and 0, as in SQLite.
class statement {
 public:
  explicit statement(sqlite3_stmt* prepared) : handle_(prepared) {}

  statement& bind(int at, std::int64_t value);
  statement& bind(int at, std::string_view text);
  statement& bind_blob(int at, std::string_view bytes);
  statement& bind_null(int at);

  /// One step: true for a row, false at the end.
  expected<bool> step();
  /// Steps to the end and resets.
  expected<void> run();
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
  static expected<database> open(const std::string& path, int flags);

  expected<void> execute(const char* sql);
  expected<statement> prepare(std::string_view sql);
  expected<std::int64_t> integer(std::string_view sql);  ///< the first column of the first row
  expected<std::string> text(std::string_view sql);
  std::int64_t last_row() const;  ///< the rowid of the latest INSERT
  failure last_error() const;

 private:
  struct close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  std::unique_ptr<sqlite3, close> handle_;
};

failure database_failure(int code, const std::string& text);

}  // namespace watchpost::engine
