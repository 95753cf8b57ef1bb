// secret_source.h - secrets that stand outside the settings: environment variables and files.
#pragma once

#include "engine/error.h"

#include <string>

namespace watchpost::engine {

struct secret_text {
  std::string value;
  std::string warning;  ///< empty: none
};

abi::expected<secret_text> secret_from_env(const std::string& name);

/// The file's content without trailing line ends; at most 64 KiB. Readable by everybody: a warning.
abi::expected<secret_text> secret_from_file(const std::string& path);

}  // namespace watchpost::engine
