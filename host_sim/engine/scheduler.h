// scheduler.h - all pollers: replaces them when the configuration changes, lets them go at the end.
//
// Thread: the engine's.
#pragma once

#include "engine/poller.h"

#include <map>
#include <memory>
#include <string>

namespace watchpost::engine {

class scheduler {
 public:
  /// An instance as it shall be. `live` is empty when the plugin's part stays as it is.
  struct wanted {
    instance_spec spec;
    std::unique_ptr<runner> live;
  };

  /// `activated`: see poller_context.
  scheduler(event_loop& loop, store& state, logger& log, std::vector<sink*>& sinks, std::int64_t grace_ms,
            bool wait_first, std::function<void(const std::string&)> activated)
      : context_{loop, state, log, sinks, grace_ms, wait_first, std::move(activated)} {}

  /// Unchanged instances keep running; changed ones are replaced once the former one is deactivated; those
  /// that are not in the list go. First polls are spread over the interval, `spread_ms` apart at most; those
  /// of one device come together (up to 32 of them), as what they look at is often the same, e.g. one mailbox
  /// that they can visit in one go.
  void become(std::vector<wanted> list, std::int64_t spread_ms);

  /// NULL: there is none.
  poller* find(std::string_view name) const;
  const std::map<std::string, std::shared_ptr<poller>, std::less<>>& all() const { return pollers_; }
  bool busy() const;

  /// Deactivates all; false when some had to be abandoned after `limit` of real time.
  bool stop(std::chrono::milliseconds limit);

 private:
  void let_go(const std::shared_ptr<poller>& which);
  void begin_when_free(const std::string& name);

  poller_context context_;
  std::map<std::string, std::shared_ptr<poller>, std::less<>> pollers_;
  std::map<std::string, std::int64_t> to_begin_;  // name -> spread
  std::vector<std::shared_ptr<poller>> leaving_;
};

}  // namespace watchpost::engine
