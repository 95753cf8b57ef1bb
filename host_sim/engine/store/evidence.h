// evidence.h - the documents of results, kept beside the history. Internal to the store.
//
// Bounded per instance: the newest results that have any, and their bytes. They go with their results.
#pragma once

#include "engine/poll_result.h"
#include "engine/store/tables.h"

#include <cstdint>
#include <string>
#include <vector>

namespace watchpost::engine {

/// What schema version 2 has and 1 had not.
extern const char* const evidence_schema;

/// Part of the transaction that recorded the result.
abi::expected<void> keep_evidence(tables& in, const std::string& instance, std::int64_t result,
                                  const std::vector<document>& documents, const history_bounds& bounds);

abi::expected<std::vector<document>> evidence_of(tables& in, std::int64_t result);

}  // namespace watchpost::engine
