#include "engine/engine_thread.h"

#include "engine/thread_signals.h"

namespace watchpost::engine {

engine_thread::engine_thread(engine& host)
    : host_(host), thread_([this] {
        block_signals();
        host_.run();
      }) {}

engine_thread::~engine_thread() {
  host_.request_stop();
  thread_.join();
}

}  // namespace watchpost::engine
