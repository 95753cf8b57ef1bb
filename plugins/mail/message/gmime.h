// GMime for the readers of this folder; nothing of it shows in their headers.
#pragma once

#include <glib.h>
#include <gmime/gmime.h>
#include <memory>

namespace watchpost::mail::message {

// A lock that all plugins of a process share, though each has its own copy of this code and of its statics.
//
//   GMutex* const lock = process_lock("watchpost/gmime-start/1");

// The one of that name, wherever in the process it was asked for first; for ever. Any thread.
GMutex* process_lock(const char* name);

// Starts GMime and pins it: GObject keeps its types for ever, so the code behind them must stay mapped when
// the plugin goes, and only that. False: it could not be pinned and must not be used. Any thread.
bool gmime_ready();

struct gobject_unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using owned = std::unique_ptr<T, gobject_unref>;

}  // namespace watchpost::mail::message
