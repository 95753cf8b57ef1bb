#include "cli/table_text.h"

#include "engine/duration.h"
#include "engine/text.h"
#include "engine/time_text.h"

#include <algorithm>

namespace watchpost::cli {
namespace {

using engine::health;

const char* colour_of(health state) {
  switch (state) {
    case health::ok: return "\x1b[32m";
    case health::warning: return "\x1b[33m";
    case health::critical: return "\x1b[31m";
    case health::unknown: return "\x1b[35m";
    case health::pending: break;
  }
  return "\x1b[36m";
}

// The worse, the earlier in a table that is too short.
int urgency(const table_row& row) {
  if (!row.state) return 1;
  switch (*row.state) {
    case health::critical: return 5;
    case health::unknown: return 4;
    case health::warning: return 3;
    case health::pending: return 2;
    case health::ok: break;
  }
  return 0;
}

std::string cell(std::string_view text, std::size_t width) {
  auto out = engine::fit(text, width);
  out.append(width - engine::display_width(out), ' ');
  return out;
}

std::string clock_text(std::int64_t wall_ms) {
  return wall_ms == 0 ? "-" : engine::local_text(wall_ms).substr(11);
}

struct columns {
  std::size_t instance = 8, state = 8, verdict = 10, stage = 12, last = 8, next = 8, summary = 10;
};

columns measure(const table_rows& rows, std::size_t width) {
  columns out;
  for (const auto& [name, row] : rows) {
    out.instance = std::max(out.instance, std::min<std::size_t>(28, engine::display_width(name)));
    out.verdict = std::max(out.verdict, std::min<std::size_t>(14, engine::display_width(row.verdict)));
  }
  const auto used = out.instance + out.state + out.verdict + out.stage + out.last + out.next + 6;
  out.summary = width > used + 1 ? width - used - 1 : 0;
  return out;
}

std::string line_of(const std::string& name, const table_row& row, std::int64_t now, const columns& c,
                    bool colour) {
  const auto state = row.state ? engine::name(*row.state) : std::string_view("-");
  auto state_cell = cell(state, c.state);
  if (colour && row.state) state_cell = colour_of(*row.state) + state_cell + "\x1b[0m";
  const auto stage = row.running          ? (row.stage.empty() ? "running" : "> " + row.stage)
                     : row.latency_ms < 0 ? std::string("-")
                                          : engine::short_duration(row.latency_ms);
  const auto next = row.next_wall == 0 ? std::string("-")
                                       : engine::short_duration((row.next_wall - now + 999) / 1000 * 1000);
  return cell(name, c.instance) + " " + state_cell + " " + cell(row.verdict, c.verdict) + " " +
         cell(stage, c.stage) + " " + cell(clock_text(row.last_wall), c.last) + " " + cell(next, c.next) +
         " " + engine::fit(row.summary, c.summary);
}

}  // namespace

std::vector<std::string> table_lines(const table_rows& rows, std::int64_t now_wall,
                                     const table_shape& shape) {
  const auto c = measure(rows, shape.width);
  std::vector<std::string> out;
  out.push_back(engine::fit(cell("INSTANCE", c.instance) + " " + cell("STATE", c.state) + " " +
                                cell("VERDICT", c.verdict) + " " + cell("LATENCY", c.stage) + " " +
                                cell("LAST", c.last) + " " + cell("NEXT IN", c.next) + " SUMMARY",
                            shape.width));
  if (shape.colour) out[0] = "\x1b[1m" + out[0] + "\x1b[0m";

  std::vector<table_rows::const_pointer> shown;
  for (const auto& entry : rows) shown.push_back(&entry);
  const std::size_t room = shape.height > 2 ? shape.height - 1 : 1;
  std::size_t left_out = 0;
  if (shown.size() > room) {
    std::stable_sort(shown.begin(), shown.end(),
                     [](auto a, auto b) { return urgency(a->second) > urgency(b->second); });
    left_out = shown.size() - (room - 1);
    shown.resize(room - 1);
    std::sort(shown.begin(), shown.end(), [](auto a, auto b) { return a->first < b->first; });
  }
  for (const auto* entry : shown)
    out.push_back(line_of(entry->first, entry->second, now_wall, c, shape.colour));
  if (left_out != 0) out.push_back("... and " + std::to_string(left_out) + " more");
  return out;
}

}  // namespace watchpost::cli
