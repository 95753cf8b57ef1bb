// store.h - what outlives the process: the state of the instances, the time of their last poll, the results.
//
//   auto opened = open_store("watchpost.db", {});        // or open_memory_store()
//   (*opened)->commit("mail@mx", {{"seq", "42"}}, [](const abi::error* why) { ... });
//
// One thread of the store's own does all writing and reading, in the order of the calls. What waits together
// becomes one transaction (group commit), so a thousand instances due at once cost a few fsyncs, not a
// thousand.
//
// Threads: every function may be called from any thread; `committed` is called on the store's thread.
#pragma once

#include "engine/report.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::engine {

struct state_entry {
  std::string key;
  std::string value;  ///< any bytes
  bool operator==(const state_entry&) const = default;
};

struct state_edit {
  std::string key;
  std::optional<std::string> value;  ///< nullopt: removes the key
};

/// NULL: the edits are on the disk. Otherwise none of them is.
using committed = std::function<void(const abi::error*)>;

struct history_query {
  std::string instance = {};                                           ///< empty: all
  std::size_t limit = 100;                                             ///< the newest; 0: no limit
  std::int64_t since_wall = 0;                                         ///< finished at or after
  std::int64_t until_wall = std::numeric_limits<std::int64_t>::max();  ///< finished at or before
  bool evidence = false;  ///< only results with evidence, and with their documents
};

struct history_bounds {
  std::int64_t age_ms = 90LL * 86'400'000;
  std::int64_t count = 10'000;                      ///< per instance
  std::int64_t evidence_count = 10;                 ///< results per instance whose documents are kept
  std::int64_t evidence_bytes = 2LL * 1024 * 1024;  ///< of their documents, but for the newest one
};

class audit_log;
class outbox;

class store {
 public:
  store() = default;
  store(const store&) = delete;
  store& operator=(const store&) = delete;
  /// Everything that was queued is durable, and its `committed` was called, when the destructor returns.
  virtual ~store() = default;

  /// Entries whose key begins with `prefix`, in the order of the keys; sees all earlier commits. Waits for
  /// the disk.
  virtual abi::expected<std::vector<state_entry>> load(std::string instance, std::string prefix) = 0;

  /// All edits or none.
  virtual void commit(std::string instance, std::vector<state_edit> edits, committed done) = 0;

  /// Adds one result to the history, with its documents. Survives kill -9 at once, power loss with the next
  /// commit or flush.
  virtual void record(report report, committed done = nullptr) = 0;

  /// The wall time of the schedule slot that the instance is about to be polled for, so that a restart
  /// neither polls it too early nor twice. Not written by itself: it is in the transaction of the next commit
  /// or record, or an earlier one. So a poll that died before it committed anything is simply due again.
  virtual void remember_due(std::string instance, std::int64_t wall_ms, committed done) = 0;
  virtual abi::expected<std::optional<std::int64_t>> last_due(std::string instance) = 0;

  /// Newest first.
  virtual abi::expected<std::vector<report>> history(history_query query) = 0;

  /// Waits until everything that was queued so far is durable.
  virtual void flush() = 0;

  virtual void set_bounds(history_bounds bounds) = 0;

  /// Parts of the same file, in the same queue; they live as long as the store.
  virtual outbox& events() = 0;    ///< outbox.h
  virtual audit_log& audit() = 0;  ///< audit.h
};

using store_ptr = std::unique_ptr<store>;

/// Opens or creates the database file. Fails when another process has it open, when it is damaged, is not
/// Watchpost's or of another version; the text says which, and what to do, and nothing in it is changed.
abi::expected<store_ptr> open_store(const std::string& path);

/// Forgets everything at its end; for one-shot checks and tests.
store_ptr open_memory_store();

/// Reads the state of one instance in a database that another process may be using.
abi::expected<std::vector<state_entry>> read_state(const std::string& path, const std::string& instance);

/// Reads the history of a database that another process may be using.
abi::expected<std::vector<report>> read_history(const std::string& path, const history_query& query);

}  // namespace watchpost::engine
