#include "engine/problem.h"

#include "engine/text.h"

#include <algorithm>
#include <tuple>

namespace watchpost::engine {

std::string to_text(const problem& problem) {
  std::string out = problem.file;
  if (problem.at.line > 0) {
    out += ":" + std::to_string(problem.at.line);
    if (problem.at.column > 0) out += ":" + std::to_string(problem.at.column);
  }
  if (!out.empty()) out += ": ";
  out += problem.is_error() ? "error: " : "warning: ";
  if (!problem.key.empty()) {
    out += problem.key;
    if (!problem.value.empty()) out += " = " + in_quotes(problem.value);
    out += ": ";
  }
  return out + problem.text;
}

bool has_errors(const problems& all) {
  return std::any_of(all.begin(), all.end(), [](const problem& p) { return p.is_error(); });
}

void sort_by_place(problems& all) {
  std::stable_sort(all.begin(), all.end(), [](const problem& a, const problem& b) {
    return std::tie(a.file, a.at.line, a.at.column) < std::tie(b.file, b.at.line, b.at.column);
  });
}

}  // namespace watchpost::engine
