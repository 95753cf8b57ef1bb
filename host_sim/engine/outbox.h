// outbox.h - the events that wait for the notifier instances, in the database.
//
//   state.events().subscribe({"operators"}, done);
//   state.events().raise(what, done);
//   state.events().next("operators", std::nullopt, [](auto found) { ... });        // the oldest one
//   state.events().next("operators", number, [](auto found) { ... });              // that one is completed
//
// Bounded: the newest events are kept, see `most_events`. Threads: any; callbacks come on the store's thread.
#pragma once

#include "engine/events.h"
#include "engine/store.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::engine {

constexpr std::int64_t most_events = 10'000;

/// An event on its way to one instance.
struct delivery {
  std::int64_t number = 0;
  event what;
};

/// What a poll says of a monitor.
struct judgement {
  std::string instance;
  std::string title;
  health state = health::unknown;
  std::string verdict;
  std::string summary;
  std::int64_t wall_ms = 0;
};

class outbox {
 public:
  using found = std::function<void(abi::expected<std::optional<delivery>>)>;

  outbox() = default;
  outbox(const outbox&) = delete;
  outbox& operator=(const outbox&) = delete;
  virtual ~outbox() = default;

  /// Who gets the events that are raised from now on. What waited for others is dropped.
  virtual void subscribe(std::vector<std::string> instances, committed done) = 0;

  /// For every subscriber but the event's source; nothing when its key was raised before.
  virtual void raise(event event, committed done) = 0;

  /// Raises an event when the monitor's state is another one than was told before. That a monitor is well at
  /// first is no news, and `pending` is no state. A kill between poll and commit makes the next poll tell it.
  virtual void judge(judgement now, committed done) = 0;

  /// Forgets `completed` for this instance, then finds the oldest event that is left for it.
  virtual void next(std::string instance, std::optional<std::int64_t> completed, found then) = 0;
};

}  // namespace watchpost::engine
