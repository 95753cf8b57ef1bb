#include "gil.h"

#include <condition_variable>
#include <mutex>

namespace watchpost::python {
namespace {

std::mutex mutex;
std::condition_variable fewer;
int away = 0;  // threads without the GIL
bool exiting = false;

}  // namespace

without_gil::without_gil() : saved_(nullptr) {
  {
    const std::lock_guard lock(mutex);
    if (exiting) return;
    ++away;
  }
  saved_ = PyEval_SaveThread();
}

without_gil::~without_gil() {
  if (saved_ == nullptr) return;
  PyEval_RestoreThread(saved_);
  const std::lock_guard lock(mutex);
  --away;
  fewer.notify_all();
}

bool begin_exit(std::chrono::milliseconds limit) {
  {
    const std::lock_guard lock(mutex);
    exiting = true;
  }
  auto* const saved = PyEval_SaveThread();
  bool back = false;
  {
    std::unique_lock lock(mutex);
    back = fewer.wait_for(lock, limit, [] { return away == 0; });
  }
  PyEval_RestoreThread(saved);
  return back;
}

}  // namespace watchpost::python
