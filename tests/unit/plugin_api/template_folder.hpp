// Where the templates were built: WATCHPOST_TEMPLATES names a folder with c/, cpp/ and cpp-network/, built out of
// the tree; without it those of the build.
#pragma once

#include <cstdlib>
#include <string>

namespace watchpost::test {

inline std::string template_folder() {
  const char* built = std::getenv("WATCHPOST_TEMPLATES");  // NOLINT(concurrency-mt-unsafe)
  return built != nullptr ? built : TEMPLATES;
}

}  // namespace watchpost::test
