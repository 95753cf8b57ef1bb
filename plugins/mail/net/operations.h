// What an instance is doing for its host, by the ids that the host gave.
//
//   cancellation cancel = running.begin(op.id(), deadline);
//   ... a session, which ends by `deadline` or with `cancel` ...
//   running.end(op.id());
#pragma once

#include "connection.h"

#include <cstdint>
#include <map>

namespace watchpost::mail::net {

// On the network's thread.
class operations {
 public:
  // Everything of it ends by `end`.
  cancellation begin(std::uint64_t id, instant end) {
    return running_.insert_or_assign(id, entry{{}, end}).first->second.cancel;
  }
  void end(std::uint64_t id) { running_.erase(id); }
  bool none() const { return running_.empty(); }

  // The host's wish. Once the time of an operation is over it is about to say what it has seen, and a host
  // that reminds it of its deadline must not make it forget that.
  void cancel(std::uint64_t id, instant now) {
    const auto found = running_.find(id);
    if (found != running_.end() && now < found->second.end) found->second.cancel.raise();
  }

  void cancel_all() {
    for (auto& [id, each] : running_) each.cancel.raise();
  }

 private:
  struct entry {
    cancellation cancel;
    instant end;
  };
  std::map<std::uint64_t, entry> running_;
};

}  // namespace watchpost::mail::net
