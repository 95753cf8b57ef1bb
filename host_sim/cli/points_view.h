// points_view.h - the points of a settings file as they are now, from outside of the host, and as lines of
// text.
//
//   auto now = look_at_points(config, "watchpost.db", "pump*");
//   for (const auto& text : point_lines(*now)) out << text << "\n";
#pragma once

#include "engine/configuration.h"
#include "engine/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace watchpost::cli {

struct seen_point {
  point::info what;
  point::sample now;
};

/// What is durable comes from the database `path`, which a host may be using; empty or not there yet: nothing
/// is.
abi::expected<std::vector<seen_point>> look_at_points(const engine::configuration& config,
                                                      const std::string& path, std::string_view pattern);

/// Heading and a line per point, in columns.
std::vector<std::string> point_lines(const std::vector<seen_point>& all);

/// "2024-05-01 14:00:00 pump1 running, good"
std::string point_line(const seen_point& one);

/// {"id":"pump1","title":"...","kind":"digital","value":true,...}
std::string point_json(const seen_point& one);

}  // namespace watchpost::cli
