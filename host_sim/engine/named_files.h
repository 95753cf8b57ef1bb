// named_files.h - files that settings name, looked at before anything runs. Warnings.
#pragma once

#include "engine/problem.h"

#include <string>
#include <vector>

namespace watchpost::engine {

struct named_file {
  problem where;  ///< the setting; no text yet
  std::string path;
  bool secret = false;  ///< what is in it is nobody else's business
};

/// Warns of what is not there, is no regular file or cannot be read, and of secrets that everybody on this machine
/// can read. Opens regular files only. A file system that does not answer is waited for.
void check_files(const std::vector<named_file>& files, problems& found);

}  // namespace watchpost::engine
