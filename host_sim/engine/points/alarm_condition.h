// alarm_condition.h - when a value is in alarm, and how that is said. Pure.
#pragma once

#include "engine/points/point_spec.h"

#include <string>

namespace watchpost::engine {

/// `active`: it is in alarm now, so that the hysteresis counts. False for a value that the condition does not
/// fit.
bool in_alarm(const point_spec& spec, const point::value& now, bool active);

/// "tank-level is 4.1 m: level too high (above 4.0 m)".
std::string alarm_text(const point_spec& spec, const point::value& now);

}  // namespace watchpost::engine
