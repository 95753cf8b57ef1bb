// read_points.h - the [[points]] of a settings file. Internal to config_file.cpp.
#pragma once

#include "engine/points/point_spec.h"
#include "engine/toml_values.h"

namespace watchpost::engine {

/// `folder`: where relative paths start. Names every fault with its place in `out`.
std::vector<point_spec> read_points(const toml::node& node, const std::string& folder, problem_list& out);

/// What is written about a point and can do nothing there: a warning, and an error where an alarm was meant.
/// `name`: "points.pump1".
void check_idle_words(const toml::table& in, const std::string& name, const point::info& info,
                      problem_list& out);

/// Faults between points: doubled ids, references to points that are not there or of the wrong kind, circles.
void check_references(const std::vector<point_spec>& all, problem_list& out);

}  // namespace watchpost::engine
