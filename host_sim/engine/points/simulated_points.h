// simulated_points.h - the simulated control points of this host: their values, operations and alarms.
//
//   simulated_points board({loop, store, log, &events});
//   board.load();                                  // what is durable, once
//   board.become(config.points);                   // at the start and at each reload
//   board.read("pump1");                           // any thread
//   board.operate("mail@site", what, [](abi::expected<point::operated> came) { ... });
//
// An operation is checked, its key made durable, the output moved, the outcome made durable, then answered; a
// crash in between leaves the key with the outcome "unknown". Values of inputs are functions of the wall
// clock, so they are the same for every process that looks; those of outputs and alarms are in the store, as
// the state of `points_state`.
//
// Threads: find, read, operate, outcome_of and acknowledge: any. All else, and every answer: the engine's.
#pragma once

#include "engine/event_loop.h"
#include "engine/events.h"
#include "engine/log.h"
#include "engine/points/control_points.h"
#include "engine/points/point_spec.h"
#include "engine/store.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::engine {

/// The instance under which the store has what is durable; no monitor can have this name.
inline constexpr const char* points_state = "/points";

struct board_parts {
  event_loop& loop;
  store& state;
  logger& log;
  event_sink* events = nullptr;  ///< is told of alarms; NULL: nobody is
};

class simulated_points final : public control_points {
 public:
  explicit simulated_points(board_parts parts);
  /// What is under way is answered "unknown".
  ~simulated_points() override;

  /// Reads what is durable; operations that an earlier process accepted and did not finish become "unknown".
  /// The first call waits for the disk, later ones do nothing.
  abi::expected<void> load();

  /// Values and alarms of points that stay are kept; the alarm of one that goes is cleared. The first look at
  /// the alarm conditions comes with the next turn of the loop.
  void become(std::vector<point_spec> points);

  /// In the order of the settings file; see wp_points.find for the pattern.
  std::vector<point::info> find(std::string_view pattern = "*") const override;
  std::optional<point::sample> read(std::string_view id) const override;

  /// The host ends: outputs on their way are answered "unknown" now, new operations are not taken until the
  /// next become(). What only waits for the disk is still finished.
  void stop();

  // Answered on the engine thread.
  void operate(std::string instance, point::operation operation, answer done) override;
  void outcome_of(std::string instance, std::string key, answer done) override;
  void acknowledge(std::string instance, point::acknowledgement acknowledgement, answer done) override;

  /// Sets the value of a point by hand, as somebody in the facility would; nullopt: its source decides again.
  /// `done` is called on the store's thread.
  abi::expected<void> force(std::string_view id, std::optional<point::value> value, committed done);

  /// Reads files and looks at the alarm conditions; by itself once a second.
  void scan();

 private:
  std::shared_ptr<class board_core> core_;
};

}  // namespace watchpost::engine
