#include "capabilities.h"

#include "lexer.h"

namespace watchpost::mail::imap {

capabilities::capabilities(std::string_view names) {
  lexer in(names);
  while (!in.done()) {
    in.blanks();
    const auto name = in.atom();
    if (!name) break;
    if (names_.empty()) names_ = ' ';
    names_ += to_upper(*name) + ' ';
  }
}

bool capabilities::has(std::string_view name) const {
  std::string word(1, ' ');
  word += name;
  word += ' ';
  return names_.find(word) != names_.npos;
}

std::vector<std::string> capabilities::mechanisms() const {
  constexpr std::string_view prefix = " AUTH=";
  std::vector<std::string> found;
  for (auto at = names_.find(prefix); at != names_.npos; at = names_.find(prefix, at + 1)) {
    const auto from = at + prefix.size();
    found.push_back(names_.substr(from, names_.find(' ', from) - from));
  }
  return found;
}

std::string capabilities::text() const {
  return names_.empty() ? std::string() : names_.substr(1, names_.size() - 2);
}

}  // namespace watchpost::mail::imap
