// objection.h - what speaks against an operation. Pure; the host's own rules, whatever the caller has
// checked.
#pragma once

#include "engine/points/point_spec.h"

#include <optional>
#include <string>

namespace watchpost::engine {

struct objection {
  point::refusal why = point::refusal::none;
  std::string text;
};

/// What the check looks at besides the point and the operation.
struct circumstances {
  std::int64_t wall_ms = 0;
  bool interlocked = false;  ///< the point's interlock is on, or cannot be read
  bool moving = false;       ///< by another operation
};

/// The first objection, in the order of refusal's values where several apply.
std::optional<objection> objection_to(const point::operation& operation, const point_spec& spec,
                                      const circumstances& now);

}  // namespace watchpost::engine
