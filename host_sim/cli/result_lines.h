// result_lines.h - results as lines, for logs and pipes.
#pragma once

#include "engine/sink.h"

#include <iosfwd>
#include <string>

namespace watchpost::cli {

/// "2024-05-01 14:00:00 mail@mx OK up: delivered in 1.2 s | 'delivery_seconds'=1.2s"
std::string plain_line(const engine::report& report, bool with_perfdata = true);

/// {"instance":"mail@mx","type":"email_monitor","reason":"scheduled","state":"OK",...}
std::string json_line(const engine::report& report);

/// Writes each result as a line, at once.
class line_sink final : public engine::sink {
 public:
  enum class form { plain, brief, json };  ///< brief: plain without performance data
  line_sink(std::ostream& out, form lines) : out_(out), form_(lines) {}
  void completed(const engine::report& report) override;

 private:
  std::ostream& out_;
  form form_;
};

}  // namespace watchpost::cli
