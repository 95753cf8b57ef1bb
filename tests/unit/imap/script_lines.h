// Scripts as lines, to be cut behind any of them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace watchpost::mail::imap {

inline std::vector<std::string> lines_of(const std::string& script) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < script.size();) {
    const auto end = script.find('\n', begin);
    lines.push_back(script.substr(begin, end - begin + 1));
    begin = end + 1;
  }
  return lines;
}

inline std::string joined(const std::vector<std::string>& lines, std::size_t count) {
  std::string script;
  for (std::size_t i = 0; i < count; ++i) script += lines[i];
  return script;
}

inline std::size_t line_with(const std::vector<std::string>& lines, const std::string& what) {
  const auto found = std::find_if(lines.begin(), lines.end(),
                                  [&](const auto& line) { return line.find(what) != line.npos; });
  return static_cast<std::size_t>(found - lines.begin());
}

}  // namespace watchpost::mail::imap
