// source.h - what the simulated sources of inputs give: pure functions of the wall clock.
#pragma once

#include "engine/points/point_spec.h"

namespace watchpost::engine {

/// A value of the kind for a number; rounded for whole kinds, never negative for a counter.
point::value value_of(point::kind kind, double number);

/// What a point has before anything set it: its initial value, or off, 0 and "".
point::value initial_value(const point_spec& spec);

/// constant, toggle, ramp, sine and noise; no value for file and follow.
point::value source_value(const point_spec& spec, std::int64_t wall_ms);

/// The first line of a regular file as a value of the point; bad quality when there is none.
point::sample file_value(const point_spec& spec, std::int64_t wall_ms);

}  // namespace watchpost::engine
