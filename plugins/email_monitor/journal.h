// What a ledger has still to make durable. Edits that could not be stored go in front of the next commit, so
// the disk comes to say what the ledger says as soon as it is written to again.
//
//   journal durable(storage);
//   durable.owe(book.forget(7));                                       // with the next commit
//   const auto problem = co_await durable.commit(net, book.prepare(...), deadline);
//
// On one thread; one commit at a time. It outlives what the storage has still to answer.
#pragma once

#include "ledger.h"
#include "mail/net/connection.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace watchpost::email_monitor {

class storage {
 public:
  // Nothing when all edits are on the disk; else why none of them is.
  using answer = std::function<void(std::optional<std::string>)>;

  virtual ~storage() = default;

  // In the order of the calls. `done` is called once, on the journal's thread, also within the call.
  virtual void store(edits changes, answer done) = 0;
};

class journal {
 public:
  explicit journal(storage& to) : to_(to) {}
  journal(const journal&) = delete;
  journal& operator=(const journal&) = delete;

  void owe(edits changes);

  // All that is owed is not on the disk yet.
  bool behind() const { return !owed_.empty() || under_way_; }

  // Ends with nothing, or with why `changes` and what was owed are not known to be durable at `until`; then
  // they are owed.
  mail::net::task<std::optional<std::string>> commit(mail::net::network& net, edits changes,
                                                     mail::net::instant until);

 private:
  using changes_by_key = std::map<std::string, std::optional<std::string>>;
  struct flight {
    changes_by_key changes;
    std::optional<std::string> problem;
    mail::net::cancellation answered;
  };

  void land(flight& one, std::optional<std::string> problem);

  storage& to_;
  changes_by_key owed_;
  std::shared_ptr<flight> under_way_;
};

}  // namespace watchpost::email_monitor
