// result_display.h - what a command shows while its engine runs: a live table on a terminal, elsewhere lines.
//
//   display_log log(open_log(line, io, log_level::warning), table_wanted);
//   engine::engine host({time, *state, log.target(), plugins});
//   result_display display(host, log, io, {}, io.err);      // a table
//   display.remark("reload: done");
#pragma once

#include "cli/command.h"
#include "cli/live_table.h"
#include "cli/result_lines.h"
#include "engine/engine.h"

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

namespace watchpost::cli {

/// The log of such a command. Outlives the engine and the display.
class display_log {
 public:
  /// `opened`: by open_log(). `above_table`: it stands above the table instead.
  display_log(std::unique_ptr<engine::logger> opened, bool above_table);

  /// False: open_log() told why there is none.
  bool usable() const { return opened_ != nullptr; }
  engine::logger& target() { return above_table_ ? static_cast<engine::logger&>(above_) : *opened_; }
  void attach(live_table* table) { above_.attach(table); }

 private:
  std::unique_ptr<engine::logger> opened_;
  table_logger above_;
  bool above_table_;
};

/// The results of `host`, and remarks between them. Ends before the engine.
class result_display {
 public:
  /// `lines`: in which form; nothing: a table. `remarks`: where they go between lines.
  result_display(engine::engine& host, display_log& log, console& io, std::optional<line_sink::form> lines,
                 std::ostream& remarks);
  result_display(const result_display&) = delete;
  result_display& operator=(const result_display&) = delete;
  ~result_display() { finish(); }

  void remark(const std::string& text);

  /// Draws the table for the last time.
  void finish();

 private:
  display_log& log_;
  std::ostream& remarks_;
  std::unique_ptr<live_table> table_;
  std::unique_ptr<line_sink> lines_;
};

}  // namespace watchpost::cli
