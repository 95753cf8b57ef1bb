// schema.h - the tables of the database file, and the check that a file is ours and sound. Internal to the
// store.
//
//   state(instance, key, value)     what plugins commit
//   schedule(instance, due)         the last slot an instance was polled for, wall ms
//   results(...)                    the history
//   evidence(...)                   the documents of results; since version 2
//   events(...), deliveries(...)    what notifiers are told, see outbox.h; since version 3
//   audit(...)                      see audit.h; since version 3
//   meta(key, value)                who made the file and when
#pragma once

#include "engine/store/database.h"

namespace watchpost::engine {

constexpr std::int64_t schema_version = 3;

/// Creates the tables in an empty file, or checks those that are there and brings an older version up to this
/// one.
expected<void> prepare_schema(database& db, const std::string& path);

/// Nothing was ever written into it.
bool is_empty(database& db);

/// Only the checks; for readers. A file of an older version gets the missing tables in memory, empty.
expected<void> check_schema(database& db, const std::string& path);

}  // namespace watchpost::engine
