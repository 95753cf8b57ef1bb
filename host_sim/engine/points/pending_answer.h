// pending_answer.h - a promise of exactly one answer: whoever drops it has answered, too.
#pragma once

#include "engine/points/simulated_points.h"

#include <utility>

namespace watchpost::engine {

class pending_answer {
 public:
  explicit pending_answer(simulated_points::answer done) : done_(std::move(done)) {}
  pending_answer(const pending_answer&) = delete;
  pending_answer& operator=(const pending_answer&) = delete;
  ~pending_answer() {
    if (accepted_) {
      accepted_->text = "the host stopped before the outcome was known; check the point";
      give(std::move(*accepted_));
    } else {
      give(abi::error{.status = WP_E_CANCELLED, .domain = "points", .text = "the host stops; nothing moved"});
    }
  }

  void give(abi::expected<point::operated> came) {
    if (auto done = std::exchange(done_, nullptr)) done(std::move(came));
  }

  /// From now on something may move: dropped, the answer is "unknown".
  void accepted(point::operated so_far) {
    so_far.result = point::result::unknown;
    accepted_ = std::move(so_far);
  }

 private:
  simulated_points::answer done_;
  std::optional<point::operated> accepted_;
};

}  // namespace watchpost::engine
