// neighbours.h - what the instances of one configuration say against each other, and against its points. Warnings.
#pragma once

#include "engine/instance_spec.h"
#include "engine/points/point_spec.h"

#include <string>
#include <vector>

namespace watchpost::engine {

/// Patterns of points, and "monitor:" with one of instances, in settings: `patterns` are problems whose text is
/// the pattern. Warns of each that nothing fits.
void check_patterns(const problems& patterns, const std::vector<point_spec>& points,
                    const std::vector<std::string>& instances, problems& found);

/// Warns of instances of one type that are alike in all settings that its WP_PARAM_EXCLUSIVE marks.
void check_exclusive(const std::vector<const instance_spec*>& all, const std::string& file, problems& found);

}  // namespace watchpost::engine
