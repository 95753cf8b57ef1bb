// private_file.h - a new file that its owner alone may read.
#pragma once

#include "engine/error.h"

#include <string>
#include <string_view>

namespace watchpost::cli {

/// Makes `path`, which is not there yet, with mode 0600.
abi::expected<void> write_private_file(const std::string& path, std::string_view content);

}  // namespace watchpost::cli
