// schema.h - the tables of the database file, and the check that a file is ours and sound. Internal to the
// store.
//
//   state(instance, key, value)     what plugins commit
//   schedule(instance, due)         the last slot an instance was polled for, wall ms
//   results(...)                    the history
//   evidence(...)                   the documents of results
//   events(...), deliveries(...)    what notifiers are told, see outbox.h
//   audit(...)                      see audit.h
//   meta(key, value)                who made the file and when
#pragma once

#include "engine/store/database.h"

namespace watchpost::engine {

/// Of the tables and of what plugins store in them. Files of any other are refused, not changed.
constexpr std::int64_t schema_version = 4;

/// Refuses a file that is not ours, of another version or damaged. Writes nothing.
abi::expected<void> check_schema(database& db, const std::string& path);

/// Nothing was ever written into it.
bool is_empty(database& db);

/// Of an empty file.
abi::expected<void> make_schema(database& db);

}  // namespace watchpost::engine
