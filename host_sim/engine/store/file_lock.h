// file_lock.h - keeps a second process off the same database. Internal to the store.
#pragma once

#include "engine/error.h"

#include <string>

namespace watchpost::engine {

/// An advisory lock on "<path>-lock"; the system releases it when the process ends, however it ends.
class file_lock {
 public:
  static abi::expected<file_lock> take(const std::string& path);

  file_lock() = default;
  file_lock(file_lock&& other) noexcept;
  file_lock& operator=(file_lock&& other) noexcept;
  ~file_lock();

 private:
  void* handle_ = nullptr;  // Windows
  int fd_ = -1;             // elsewhere
};

}  // namespace watchpost::engine
