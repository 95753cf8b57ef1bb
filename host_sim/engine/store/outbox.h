// outbox.h - the events of events.h in the database, until each notifier instance has completed them.
// Internal to the store.
//
// Thread: the store's, inside a transaction of the caller's.
#pragma once

#include "engine/events.h"
#include "engine/store/tables.h"

namespace watchpost::engine {

/// Stores the event for every notifier instance but its source; nothing when its key was stored before.
expected<void> queue_event(tables& in, const event& what);

}  // namespace watchpost::engine
