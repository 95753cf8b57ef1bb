#include "gmime.h"

#include "process_lock.h"

#include <dlfcn.h>

namespace watchpost::mail::message {
namespace {

// The handle is kept on purpose. RTLD_NOLOAD: it is mapped, or the plugin would not be.
bool pin() { return ::dlopen("libgmime-3.0.so.0", RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE) != nullptr; }

}  // namespace

bool gmime_ready() {
  static const bool ready = [] {
    if (!pin()) return false;
    GMutex* const lock = process_lock("watchpost/gmime-start/1");
    g_mutex_lock(lock);
    g_mime_init();
    g_mutex_unlock(lock);
    return true;
  }();
  return ready;
}

}  // namespace watchpost::mail::message
