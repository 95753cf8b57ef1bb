// table_text.h - the table of instances as lines of text. Pure.
#pragma once

#include "engine/poll_result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::cli {

struct table_row {
  std::optional<engine::health> state;  ///< none: not polled yet
  std::string verdict;
  std::string summary;
  bool running = false;
  std::string stage;  ///< of the poll that is under way
  std::int64_t latency_ms = -1;
  std::int64_t last_wall = 0;
  std::int64_t next_wall = 0;  ///< 0: not planned
};

using table_rows = std::map<std::string, table_row>;

struct table_shape {
  std::size_t width = 100;
  /// Lines at most; what does not fit is counted in the last one, the worst are shown.
  std::size_t height = 40;
  bool colour = false;
};

/// Heading and rows, each fitting into the width, without line ends.
std::vector<std::string> table_lines(const table_rows& rows, std::int64_t now_wall, const table_shape& shape);

}  // namespace watchpost::cli
