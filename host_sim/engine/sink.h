// sink.h - where results go: a table, lines on a terminal, the history, a test.
//
// Thread: the engine's, one call at a time. A sink must not block for long, nor call back into the engine.
#pragma once

#include "engine/report.h"

#include <string_view>

namespace watchpost::engine {

class sink {
 public:
  sink() = default;
  sink(const sink&) = delete;
  sink& operator=(const sink&) = delete;
  virtual ~sink() = default;

  /// The instance came into being, or has new settings.
  virtual void added(std::string_view instance, std::string_view type) { (void)instance, (void)type; }
  virtual void removed(std::string_view instance) { (void)instance; }
  virtual void started(std::string_view instance, run_reason reason) { (void)instance, (void)reason; }
  /// An interim word of the poll that is under way.
  virtual void stage(std::string_view instance, const poll_result& interim) { (void)instance, (void)interim; }
  virtual void completed(const report& report) { (void)report; }
  /// When the next poll is planned, wall ms.
  virtual void planned(std::string_view instance, std::int64_t next_wall) { (void)instance, (void)next_wall; }
};

}  // namespace watchpost::engine
