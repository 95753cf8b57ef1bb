#include "cli/live_table.h"

#include <ostream>
#include <utility>

#if !defined(_WIN32)
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace watchpost::cli {
namespace {

constexpr std::int64_t redraw_ms = 200;

}  // namespace

table_shape terminal_shape() {
  table_shape out;
#if !defined(_WIN32)
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 && size.ws_row > 3) {
    out.width = size.ws_col;
    out.height = size.ws_row - 1u;
  }
#endif
  return out;
}

void take_result(table_row& row, const engine::report& report) {
  const auto& r = report.result;
  row.state = r.state;
  row.verdict = r.verdict;
  row.summary = r.summary;
  row.running = false;
  row.stage.clear();
  row.last_wall = r.times.finished_wall;
  const auto* delivery = r.find_reading("delivery");
  row.latency_ms =
      delivery != nullptr ? static_cast<std::int64_t>(delivery->value * 1000) : r.times.took_ms();
}

live_table::live_table(std::ostream& out, engine::event_loop& loop, bool colour)
    : out_(out), loop_(loop), colour_(colour) {
  tick();
}

live_table::~live_table() { finish(); }

void live_table::added(std::string_view instance, std::string_view) {
  rows_.try_emplace(std::string(instance));
}
void live_table::removed(std::string_view instance) { rows_.erase(std::string(instance)); }

void live_table::started(std::string_view instance, engine::run_reason) {
  auto& row = rows_[std::string(instance)];
  row.running = true;
  row.stage.clear();
}

void live_table::stage(std::string_view instance, const engine::poll_result& interim) {
  rows_[std::string(instance)].stage = interim.verdict;
}

void live_table::completed(const engine::report& report) { take_result(rows_[report.instance], report); }
void live_table::planned(std::string_view instance, std::int64_t next_wall) {
  rows_[std::string(instance)].next_wall = next_wall;
}

void live_table::note(std::string line) {
  const std::lock_guard lock(mutex_);
  notes_.push_back(std::move(line));
}

void live_table::tick() {
  draw();
  timer_ = loop_.at(loop_.time().mono_ms() + redraw_ms, [this] { tick(); });
}

void live_table::draw() {
  auto shape = terminal_shape();
  shape.colour = colour_;
  std::string screen;
  if (drawn_ != 0) screen += "\x1b[" + std::to_string(drawn_) + "A";
  screen += "\r";
  {
    const std::lock_guard lock(mutex_);
    for (const auto& note : std::exchange(notes_, {})) screen += note + "\x1b[K\n";
  }
  const auto lines = table_lines(rows_, loop_.time().wall_ms(), shape);
  for (const auto& line : lines) screen += line + "\x1b[K\n";
  screen += "\x1b[J";
  drawn_ = lines.size();
  out_ << screen << std::flush;
}

void live_table::finish() {
  if (done_) return;
  done_ = true;
  loop_.cancel(timer_);
  draw();
}

void table_logger::write(engine::log_level level, std::string_view source, std::string_view line) {
  if (auto* table = table_.load())
    table->note(std::string(name(level)) + " [" + std::string(source) + "] " + std::string(line));
}

}  // namespace watchpost::cli
