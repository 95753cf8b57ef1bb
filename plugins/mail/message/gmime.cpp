#include "gmime.h"

#include <cstring>
#include <dlfcn.h>

namespace watchpost::mail::message {

namespace {

// In memory: the lock, then its name.
char* name_of(GMutex* lock) { return reinterpret_cast<char*>(lock + 1); }
GMutex* lock_of(const char* name) { return reinterpret_cast<GMutex*>(const_cast<char*>(name)) - 1; }

}  // namespace

// GLib is there once in a process and keeps one copy of each interned string: the pointer that came first. So
// whoever comes first with the name brings the lock that lies before it, in memory that is nobody's code or
// static; those who come later get its name back, and drop theirs.
GMutex* process_lock(const char* name) {
  const std::size_t size = std::strlen(name) + 1;
  auto* const mine = static_cast<GMutex*>(g_malloc0(sizeof(GMutex) + size));
  g_mutex_init(mine);
  std::memcpy(name_of(mine), name, size);
  const char* const first = g_intern_static_string(name_of(mine));
  if (first == name_of(mine)) return mine;
  g_mutex_clear(mine);
  g_free(mine);
  return lock_of(first);
}

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
