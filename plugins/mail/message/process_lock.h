// A lock that all plugins of a process share, though each has its own copy of this code and of its statics.
//
//   GMutex* const lock = process_lock("watchpost/gmime-start/1");
#pragma once

#include <glib.h>

namespace watchpost::mail::message {

// The one of that name, wherever in the process it was asked for first; for ever. Any thread.
GMutex* process_lock(const char* name);

}  // namespace watchpost::mail::message
