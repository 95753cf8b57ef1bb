// How the operations of one cancellation hear of it.
#pragma once

#include "connection.h"

#include <functional>
#include <memory>

namespace watchpost::mail::net {

// While it lives, raise() calls its function, once. Not movable.
class cancel_hook {
 public:
  cancel_hook(const cancellation& of, std::function<void()> raised);
  ~cancel_hook();
  cancel_hook(const cancel_hook&) = delete;
  cancel_hook& operator=(const cancel_hook&) = delete;

 private:
  friend class cancellation;
  void unlink();

  std::shared_ptr<cancellation::state> list_;
  std::function<void()> raised_;
  cancel_hook* next_ = nullptr;
  cancel_hook** from_ = nullptr;  // the pointer that points here; null: not linked
};

}  // namespace watchpost::mail::net
