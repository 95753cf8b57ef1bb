// audit.h - the log of decisions that only grows: what it holds, how it is written, read and verified.
//
//   state.audit().append({.wall_ms = now, .instance = "mail@mx", .event = "command.refused"}, done);
//   read_audit("watchpost.db", {.limit = 50}, [](const audit_record& r) { ... });
//   auto found = verify_audit("watchpost.db");   // found->faults.empty()
//
// Each record carries the SHA-256 of itself and of the record before it; see audit_hash().
#pragma once

#include "engine/store.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace watchpost::engine {

/// What is to be written down; one line each, nothing secret.
struct audit_entry {
  std::int64_t wall_ms = 0;
  std::string instance;
  std::string event;  ///< "command.refused"
  std::vector<fact> facts;
};

struct audit_record {
  std::int64_t sequence = 0;  ///< from 1, without a gap
  audit_entry entry;
  std::string hash;  ///< 64 hexadecimal digits
};

/// Stands before the first record.
extern const std::string audit_origin;

/// Lower-case hexadecimal SHA-256 of: `before`, then sequence, wall_ms, instance, event and each key and
/// value as netstrings ("5:hello,"), numbers in decimal. All bytes are UTF-8.
std::string audit_hash(const std::string& before, std::int64_t sequence, const audit_entry& entry);

class audit_log {
 public:
  audit_log() = default;
  audit_log(const audit_log&) = delete;
  audit_log& operator=(const audit_log&) = delete;
  virtual ~audit_log() = default;

  /// Any thread; `done` on the store's thread. Records keep the order of the calls.
  virtual void append(audit_entry entry, committed done) = 0;
};

struct audit_query {
  std::string instance = {};  ///< empty: all
  std::string event = {};     ///< a word, or its beginning up to a dot: "command"; empty: all
  std::size_t limit = 0;      ///< the newest; 0: no limit
  std::int64_t since_wall = std::numeric_limits<std::int64_t>::min();
  std::int64_t until_wall = std::numeric_limits<std::int64_t>::max();
};

/// Oldest first. Another process may be using the database.
abi::expected<void> read_audit(const std::string& path, const audit_query& query,
                               const std::function<void(const audit_record&)>& each);

struct audit_head {
  std::int64_t sequence = 0;
  std::string hash;
  bool operator==(const audit_head&) const = default;
};

struct audit_verdict {
  audit_head head;                  ///< the last record; 0 and audit_origin when there is none
  std::vector<std::string> faults;  ///< a line each, the first ones; empty: all is as it was written
};

/// Recomputes the whole chain. `noted`: a head that was noted down earlier, elsewhere; it must still be in
/// the chain. Without one, a log whose end was cut off by somebody who also rewrote the rest of the file
/// passes.
abi::expected<audit_verdict> verify_audit(const std::string& path,
                                          const std::optional<audit_head>& noted = {});

}  // namespace watchpost::engine
