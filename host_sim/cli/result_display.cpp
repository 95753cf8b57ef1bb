#include "cli/result_display.h"

#include <ostream>
#include <utility>

namespace watchpost::cli {
namespace {

using engine::log_level;

// The level that a logger begins at.
log_level threshold_of(const engine::logger* log) {
  for (const auto level : {log_level::debug, log_level::info, log_level::warning}) {
    if (log != nullptr && log->enabled(level)) return level;
  }
  return log_level::error;
}

}  // namespace

display_log::display_log(std::unique_ptr<engine::logger> opened, bool above_table)
    : opened_(std::move(opened)), above_(threshold_of(opened_.get())), above_table_(above_table) {}

result_display::result_display(engine::engine& host, display_log& log, console& io,
                               std::optional<line_sink::form> lines, std::ostream& remarks)
    : log_(log), remarks_(remarks) {
  if (lines) {
    lines_ = std::make_unique<line_sink>(io.out, *lines);
    host.add_sink(*lines_);
  } else {
    table_ = std::make_unique<live_table>(io.out, host.loop(), io.colour);
    log_.attach(table_.get());
    host.add_sink(*table_);
  }
}

void result_display::remark(const std::string& text) {
  if (table_) {
    table_->note(text);
  } else {
    remarks_ << text << std::endl;
  }
}

void result_display::finish() {
  if (table_) table_->finish();
  log_.attach(nullptr);
}

}  // namespace watchpost::cli
