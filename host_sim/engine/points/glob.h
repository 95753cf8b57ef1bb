// glob.h - patterns of point ids: '*' stands for any text, '?' for one byte, ASCII letters match in any case.
#pragma once

#include <watchpost/cpp/values.hpp>

#include <cstddef>
#include <string_view>

namespace watchpost::engine {

/// Linear in the product of both lengths at worst.
constexpr bool glob_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() &&
               (pattern[p] == '?' || values::to_lower(pattern[p]) == values::to_lower(text[t]))) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace watchpost::engine
