// outbox_store.h - the events of events.h in the tables. Internal to the store.
//
//   events(id, key, ...)            what happened, the newest ones
//   deliveries(instance, event)     who has yet to complete it
//   notifiers(instance)             who gets what happens from now on
//   monitor_states(instance, ...)   what was told of each monitor, and how often it changed
#pragma once

#include "engine/outbox.h"
#include "engine/store/store_thread.h"

namespace watchpost::engine {

/// What schema version 3 has of it.
extern const char* const events_schema;

/// Stores the event for every notifier instance but its source; nothing when its key was stored before. On
/// the store's thread, inside a transaction of the caller's.
abi::expected<void> queue_event(tables& in, const event& event);

class sqlite_outbox final : public outbox {
 public:
  explicit sqlite_outbox(store_thread& thread) : thread_(thread) {}

  void subscribe(std::vector<std::string> instances, committed done) override;
  void raise(event event, committed done) override;
  void judge(judgement now, committed done) override;
  void next(std::string instance, std::optional<std::int64_t> completed, found then) override;

 private:
  store_thread& thread_;
};

}  // namespace watchpost::engine
