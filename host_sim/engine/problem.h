// problem.h - one remark about a configuration: where, which key, which value, what to do.
#pragma once

#include <string>
#include <vector>

namespace watchpost::engine {

/// 1-based; 0: unknown.
struct position {
  int line = 0;
  int column = 0;
  bool operator==(const position&) const = default;
};

struct problem {
  enum class severity { error, warning };
  severity level = severity::error;
  std::string file;  ///< empty: not from a file
  position at;
  std::string key;    ///< "monitors.mail.smtp.port"
  std::string value;  ///< as written; empty: none or secret
  std::string text;   ///< what is wrong and the remedy

  bool is_error() const { return level == severity::error; }
};

/// "watchpost.toml:12:9: error: monitors.mail.interval = '5x': not a duration; ..."
std::string to_text(const problem& problem);

using problems = std::vector<problem>;
bool has_errors(const problems& all);

/// In the order of the file.
void sort_by_place(problems& all);

}  // namespace watchpost::engine
