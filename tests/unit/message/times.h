// A text over and over again.
#pragma once

#include <string>

namespace watchpost::test {

inline std::string times(int count, const std::string& text) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace watchpost::test
