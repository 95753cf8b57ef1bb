// host_run.h - an engine that runs until it ends by itself, or a signal ends it.
//
//   host_run run;                                // before any other thread, see signals.h
//   engine::engine host(...);
//   run.on_reload([&] { reload(host); });
//   run.until_stopped(host);
#pragma once

#include "cli/signals.h"
#include "engine/engine.h"

#include <atomic>
#include <functional>

namespace watchpost::cli {

class host_run {
 public:
  host_run();

  /// What SIGHUP does while the engine runs, on the engine's thread. Before until_stopped().
  void on_reload(std::function<void()> reload) { reload_ = std::move(reload); }

  /// Until request_stop(), SIGINT or SIGTERM; at once when a signal came before.
  void until_stopped(engine::engine& host);

  /// SIGINT or SIGTERM came.
  bool interrupted() const { return interrupted_; }

 private:
  void stop();
  void reload();

  std::atomic<engine::engine*> running_{nullptr};
  std::atomic<bool> interrupted_{false};
  std::function<void()> reload_ = [] {};
  signal_watch signals_;  // last: its thread uses the others
};

}  // namespace watchpost::cli
