// point_events.h - what the points tell the dispatcher of events: an alarm was raised, cleared or
// acknowledged.
#pragma once

#include "engine/store.h"

#include <watchpost/cpp/point_values.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace watchpost::engine {

struct point_event {
  enum class what { raised, cleared, acknowledged };
  what kind = what::raised;
  std::string key;  ///< the same for the same transition, whenever it is told: "pump1/17/raised"
  point::info of = {};
  point::sample now = {};  ///< at the transition; its occurrence names the alarm
  std::string text = {};   ///< one line for people: "tank-level is 4.1 m: alarm high (limit 4.0 m)"
  point::origin by = {};   ///< who acknowledged
  std::int64_t at_ms = 0;  ///< wall
};

/// Receives each transition on the engine thread. It calls `kept` (any thread) with NULL once it needs the
/// event no more from us; until then the board tells it again after a restart. So one event may come twice,
/// with the same key.
using point_event_sink = std::function<void(const point_event&, committed kept)>;

constexpr std::string_view name(point_event::what w) noexcept {
  return w == point_event::what::raised    ? "raised"
         : w == point_event::what::cleared ? "cleared"
                                           : "acknowledged";
}

}  // namespace watchpost::engine
