// audit_store.h - the records of audit.h in a table that can be added to only. Internal to the store.
//
//   audit(sequence, wall, instance, event, facts, hash)   triggers refuse changes and deletions
//   audit_head(one, sequence, hash)                       the last record, to notice a cut
//
// `facts` is a JSON array of [key, value] pairs, as keys may repeat and have an order.
#pragma once

#include "engine/audit.h"
#include "engine/store/store_thread.h"

namespace watchpost::engine {

/// What schema version 3 has of it.
extern const char* const audit_schema;

/// On the store's thread, inside a transaction of the caller's.
abi::expected<void> append_audit(tables& in, const audit_entry& entry);

abi::expected<void> each_audit(tables& in, const audit_query& query,
                               const std::function<void(const audit_record&)>& each);
abi::expected<audit_verdict> verify_audit(tables& in, const std::optional<audit_head>& noted);

class sqlite_audit final : public audit_log {
 public:
  explicit sqlite_audit(store_thread& thread) : thread_(thread) {}
  void append(audit_entry entry, committed done) override;

 private:
  store_thread& thread_;
};

}  // namespace watchpost::engine
