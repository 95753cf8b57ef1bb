// point_spec.h - one simulated control point, as [[points]] of the settings file says.
//
//   [[points]]
//   id = "tank-level"
//   kind = "analog"
//   unit = "m"
//   source = { ramp = [0.5, 4.5], period = "10m" }
//   alarm = { high = 4.0, hysteresis = 0.2, delay = "5s" }
//
//   [[points]]
//   id = "pump1"
//   title = "ポンプ1"
//   direction = "out"
//   latency = "200ms"
//   readback = "pump1-running"
#pragma once

#include "engine/problem.h"

#include <watchpost/cpp/point_values.hpp>

#include <cstdint>
#include <string>

namespace watchpost::engine {

/// Where the value of an input comes from.
struct point_source {
  enum class form { constant, toggle, ramp, sine, noise, file, follow };
  form how = form::constant;
  point::value initial = {};  ///< constant; also the start of an output
  double low = 0;             ///< ramp, sine, noise
  double high = 0;
  std::int64_t period_ms = 0;  ///< toggle: of on and off together; ramp, sine: of one run; noise: of a step
  std::string path = {};       ///< file: absolute; its first line is the value
  std::string of = {};         ///< follow: the point whose value it takes
  bool operator==(const point_source&) const = default;
};

/// When a point is in alarm. Digital: at `when`. Numbers: above `high` or below `low`, and again normal only
/// within them by `hysteresis`. A NaN limit is none.
struct point_alarm {
  bool when = true;
  double high = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double hysteresis = 0;
  std::int64_t delay_ms = 0;  ///< the condition must hold that long before the alarm is raised
  std::string text = {};      ///< for people; empty: "alarm"
};

struct point_spec {
  point::info what = {};
  point_source source = {};
  point_alarm alarm = {};       ///< counts when what.alarms
  std::int64_t latency_ms = 0;  ///< an output moves that much after it was told to
  std::string denied = {};      ///< every operation is denied with this text; empty: none is
  std::string interlock = {};   ///< a digital point: while it is on, operations are denied
  std::string readback = {};    ///< the point that shows what the output did; empty: itself
  bool stuck = false;           ///< takes operations and does not move
  position at = {};
};

}  // namespace watchpost::engine
