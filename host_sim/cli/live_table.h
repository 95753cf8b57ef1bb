// live_table.h - the table of instances on a terminal, redrawn in place.
//
// Thread: the engine's; note() any.
#pragma once

#include "cli/table_text.h"
#include "engine/event_loop.h"
#include "engine/log.h"
#include "engine/sink.h"

#include <atomic>
#include <iosfwd>
#include <mutex>

namespace watchpost::cli {

class live_table final : public engine::sink {
 public:
  /// Draws at most five times a second, by timers of `loop`. `out` is a terminal.
  live_table(std::ostream& out, engine::event_loop& loop, bool colour);
  ~live_table() override;

  void added(std::string_view instance, std::string_view type) override;
  void removed(std::string_view instance) override;
  void started(std::string_view instance, engine::run_reason reason) override;
  void stage(std::string_view instance, const engine::poll_result& interim) override;
  void completed(const engine::report& report) override;
  void planned(std::string_view instance, std::int64_t next_wall) override;

  /// A line that stays above the table.
  void note(std::string line);

  /// Draws for the last time.
  void finish();

 private:
  void tick();
  void draw();

  std::ostream& out_;
  engine::event_loop& loop_;
  bool colour_;
  table_rows rows_;
  std::size_t drawn_ = 0;  // lines on the screen
  bool done_ = false;
  engine::event_loop::timer timer_;
  std::mutex mutex_;  // of notes_
  std::vector<std::string> notes_;
};

/// Puts the log above the table.
class table_logger final : public engine::logger {
 public:
  explicit table_logger(engine::log_level threshold) : threshold_(threshold) {}
  void attach(live_table* table) { table_ = table; }
  bool enabled(engine::log_level level) const override { return level >= threshold_; }
  void write(engine::log_level level, std::string_view source, std::string_view line) override;

 private:
  engine::log_level threshold_;
  std::atomic<live_table*> table_{nullptr};
};

/// Columns and lines of the terminal behind standard output; 100 x 40 when unknown.
table_shape terminal_shape();

/// A row after a result; shared with others who keep such rows.
void take_result(table_row& row, const engine::report& report);

}  // namespace watchpost::cli
