#include "cli/points_view.h"

#include "engine/json_text.h"
#include "engine/points/point_text.h"
#include "engine/points/records.h"
#include "engine/points/simulated_points.h"
#include "engine/text.h"
#include "engine/time_text.h"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>

namespace watchpost::cli {
namespace {

using row = std::array<std::string, 6>;

std::string padded(const std::string& text, std::size_t columns) {
  const auto width = engine::display_width(text);
  return text + std::string(width < columns ? columns - width : 0, ' ');
}

}  // namespace

// A board over a copy of what is durable. Its loop does not turn, so it judges no alarm and writes nothing.
abi::expected<std::vector<seen_point>> look_at_points(const engine::configuration& config,
                                                      const std::string& path, std::string_view pattern) {
  engine::real_clock time;
  engine::null_logger log;
  engine::event_loop loop(time);
  const auto copy = engine::open_memory_store();
  if (!path.empty() && std::filesystem::exists(path)) {
    auto entries = engine::read_state(path, engine::points_state);
    if (!entries) return entries.error();
    std::vector<engine::state_edit> edits;
    for (auto& e : *entries) edits.push_back({std::move(e.key), std::move(e.value)});
    copy->commit(engine::points_state, std::move(edits), nullptr);
  }
  engine::simulated_points board({loop, *copy, log});
  if (auto loaded = board.load(); !loaded) return loaded.error();
  board.become(config.points);
  std::vector<seen_point> out;
  for (auto& what : board.find(pattern)) {
    const auto now = board.read(what.id);
    out.push_back({std::move(what), now.value_or(point::sample{})});
  }
  return out;
}

std::vector<std::string> point_lines(const std::vector<seen_point>& all) {
  std::vector<row> rows{{"POINT", "VALUE", "QUALITY", "ALARM", "KIND", "TITLE"}};
  for (const auto& [what, now] : all) {
    rows.push_back({what.id, point::to_text(what, now.value), std::string(name(now.quality)),
                    what.alarms ? std::string(name(now.alarm)) : "-",
                    std::string(name(what.kind)) + (what.output ? " out" : " in"),
                    what.title == what.id ? "" : what.title});
  }
  row::size_type last = rows.front().size() - 1;
  std::array<std::size_t, std::tuple_size_v<row>> widths{};
  for (const auto& r : rows) {
    for (std::size_t i = 0; i < last; ++i) widths[i] = std::max(widths[i], engine::display_width(r[i]));
  }
  std::vector<std::string> out;
  for (const auto& r : rows) {
    std::string text;
    for (std::size_t i = 0; i < last; ++i) text += padded(r[i], widths[i] + 2);
    text += r[last];
    out.push_back(text.substr(0, text.find_last_not_of(' ') + 1));
  }
  return out;
}

std::string point_line(const seen_point& one) {
  const auto& [what, now] = one;
  return engine::local_text(now.at_ms) + " " + what.id + " " + point::to_text(what, now.value) + ", " +
         std::string(name(now.quality)) +
         (now.alarm != point::alarm::normal ? ", alarm " + std::string(name(now.alarm)) : "");
}

std::string point_json(const seen_point& one) {
  const auto& [what, now] = one;
  return engine::json_text(boost::json::object{{"id", what.id},
                                               {"title", what.title},
                                               {"kind", name(what.kind)},
                                               {"direction", what.output ? "out" : "in"},
                                               {"operable", what.operable},
                                               {"value", engine::to_json(now.value)},
                                               {"text", point::to_text(what, now.value)},
                                               {"unit", what.unit},
                                               {"quality", name(now.quality)},
                                               {"alarm", name(now.alarm)},
                                               {"occurrence", now.occurrence},
                                               {"time", engine::utc_text(now.at_ms)}});
}

}  // namespace watchpost::cli
