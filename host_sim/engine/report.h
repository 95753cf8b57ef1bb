// report.h - a result together with whose it is: what sinks receive and the history keeps.
#pragma once

#include "engine/poll_result.h"

#include <watchpost/ext/monitor.h>

#include <cstdint>
#include <string>

namespace watchpost::engine {

/// The numbers are those of WP_RUN_*.
enum class run_reason : std::uint32_t { scheduled, manual, again };

struct report {
  std::string instance;  ///< "monitor@device"
  std::string type;
  run_reason reason = run_reason::scheduled;
  poll_result result;
  bool has_evidence = false;  ///< out of the history: documents are kept with it
};

}  // namespace watchpost::engine
