// board.h - the simulated control points of this host: their values, operations and alarms.
//
//   point_board board(loop, store, log, tell);
//   board.load();                                  // what is durable, once
//   board.become(config.points);                   // at the start and at each reload
//   board.read("pump1");                           // any thread
//   board.operate("mail@site", what, [](expected<point::operated> came) { ... });
//
// An operation is checked, its key made durable, the output moved, the outcome made durable, then answered; a
// crash in between leaves the key with the outcome "unknown". Values of inputs are functions of the wall
// clock, so they are the same for every process that looks; those of outputs and alarms are in the store.
//
// Threads: find, read, operate, outcome_of and acknowledge: any. All else, and every answer: the engine's.
#pragma once

#include "engine/event_loop.h"
#include "engine/log.h"
#include "engine/points/point_events.h"
#include "engine/points/point_spec.h"
#include "engine/store.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::engine {

class point_board {
 public:
  using answer = std::function<void(expected<point::operated>)>;

  point_board(event_loop& loop, store& state, logger& log, point_event_sink tell);
  point_board(const point_board&) = delete;
  point_board& operator=(const point_board&) = delete;
  /// Answers what is still under way with the result "unknown".
  ~point_board();

  /// Reads what is durable and settles what a crash left: accepted operations without an outcome become
  /// "unknown"; events that were not kept are told again with the next become(). Waits for the disk.
  expected<void> load();

  /// Values and alarms of points that stay are kept.
  void become(std::vector<point_spec> points);
  bool empty() const;

  std::vector<point::info> find(std::string_view pattern) const;
  std::optional<point::sample> read(std::string_view id) const;

  /// `instance`: whose keys. The answer is given exactly once.
  void operate(std::string instance, point::operation what, answer done);
  void outcome_of(std::string instance, std::string key, answer done);
  void acknowledge(point::acknowledgement what, answer done);

  /// Sets the value of any point by hand, as somebody in the facility would; nullopt gives an input back to
  /// its source. `done` is called on the engine thread.
  expected<void> force(std::string_view id, std::optional<point::value> value, committed done);

  /// Looks at the alarm conditions now; otherwise once a second.
  void scan();

 private:
  struct core;
  std::shared_ptr<core> core_;
};

}  // namespace watchpost::engine
