// events.h - what happens on the host and is told to its notifier instances: alarms of points, monitors that
// change their state.
//
//   events.raise({.kind = event_kind::point_raised, .key = "point:pump1:17:raised", .source = "pump1", ...});
//
// or, where the cause is stored itself, in the same transaction on the store's thread (store/outbox_store.h):
//
//   if (auto queued = queue_event(in, what); !queued) return queued;      // in the job
//   events.nudge();                                                       // in its `committed`
//
// An event is kept in the database until every notifier instance has completed it; see
// watchpost/ext/notifier.h.
#pragma once

#include <watchpost/cpp/event.hpp>

namespace watchpost::engine {

using abi::event;
using abi::event_kind;

/// Takes events. Any thread.
class event_sink {
 public:
  event_sink() = default;
  event_sink(const event_sink&) = delete;
  event_sink& operator=(const event_sink&) = delete;
  virtual ~event_sink() = default;

  /// Durable soon, in the order of the calls. An event whose key was raised before is ignored, so one that
  /// may not have been stored may be raised again. Keys have at most WP_EVENT_KEY_MAX bytes.
  virtual void raise(event event) = 0;

  /// Events were stored by a transaction of somebody else's: look now.
  virtual void nudge() = 0;
};

}  // namespace watchpost::engine
