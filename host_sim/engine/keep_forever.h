// keep_forever.h - memory that a misbehaving plugin may still touch: kept until the process ends, on purpose.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

namespace watchpost::engine {

/// Any thread. The object stays reachable and is never destroyed.
template <class T>
void keep_forever(std::unique_ptr<T> object) {
  static std::mutex mutex;
  static auto* const kept = new std::vector<T*>;  // no destructor at exit, when the plugin may still run
  const std::lock_guard lock(mutex);
  kept->push_back(object.release());
}

}  // namespace watchpost::engine
