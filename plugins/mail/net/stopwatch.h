// Books the time between changes of the stage.
#pragma once

#include "mail/report.h"

#include <chrono>

namespace watchpost::mail::net {

// Of real time, whatever the network's clock does: latencies are measured in microseconds, deadlines are kept
// in the milliseconds of a clock that may be virtual.
class stopwatch {
 public:
  explicit stopwatch(session_report& report, stage first) : report_(&report), stage_(first) {}
  ~stopwatch() { stop(); }
  stopwatch(const stopwatch&) = delete;
  stopwatch& operator=(const stopwatch&) = delete;

  stage at() const { return stage_; }

  void at(stage next) {
    if (next == stage_ && running_) return;
    stop();
    stage_ = next;
    since_ = std::chrono::steady_clock::now();
    running_ = true;
  }

  // Books what has passed, and goes on for another report with the next stage.
  void rebind(session_report& report) {
    stop();
    report_ = &report;
  }

  void stop() {
    if (!running_) return;
    running_ = false;
    const auto now = std::chrono::steady_clock::now();
    report_->spent(stage_, std::chrono::duration_cast<std::chrono::microseconds>(now - since_), now);
  }

 private:
  session_report* report_;
  stage stage_;
  bool running_ = true;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

}  // namespace watchpost::mail::net
