#include "engine/problem.h"

#include "engine/text.h"

#include <algorithm>
#include <tuple>

namespace watchpost::engine {

std::string to_text(const problem& what) {
  std::string out = what.file;
  if (what.at.line > 0) {
    out += ":" + std::to_string(what.at.line);
    if (what.at.column > 0) out += ":" + std::to_string(what.at.column);
  }
  if (!out.empty()) out += ": ";
  out += what.is_error() ? "error: " : "warning: ";
  if (!what.key.empty()) {
    out += what.key;
    if (!what.value.empty()) out += " = " + in_quotes(what.value);
    out += ": ";
  }
  return out + what.text;
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
