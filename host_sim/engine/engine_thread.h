// engine_thread.h - runs an engine on a thread of its own, for hosts that have something else to do (the
// bindings).
//
//   engine_thread thread(host);
//   thread.call([&] { return host.poll_now("mail@mx", nullptr); });     // waits for the answer
//
// While it lives, the engine's functions are called through call() only. Signals are blocked on the thread.
#pragma once

#include "engine/engine.h"

#include <future>
#include <thread>
#include <type_traits>

namespace watchpost::engine {

class engine_thread {
 public:
  explicit engine_thread(engine& host);
  engine_thread(const engine_thread&) = delete;
  engine_thread& operator=(const engine_thread&) = delete;
  /// Joins the thread; stop() of the engine is up to its owner.
  ~engine_thread();

  /// Any thread but the engine's. Runs `work` on the engine thread and returns what it returns; what it
  /// throws is thrown here.
  template <class Work>
  auto call(Work work) -> std::invoke_result_t<Work&> {
    std::packaged_task<std::invoke_result_t<Work&>()> task(std::move(work));
    auto answer = task.get_future();
    host_.post([&task] { task(); });
    return answer.get();
  }

 private:
  engine& host_;
  std::thread thread_;
};

}  // namespace watchpost::engine
