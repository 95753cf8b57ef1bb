// secret_input.h - a secret from standard input: a line of a pipe, or typed without being shown.
#pragma once

#include "cli/command.h"
#include "engine/secret.h"

#include <optional>
#include <string_view>

namespace watchpost::cli {

/// The next line without its end, at most 4 KiB; nullopt at the end of the input, or when the line is longer.
/// On a terminal `prompt` is shown on standard error and the echo is off meanwhile.
std::optional<engine::secret> read_secret(console& io, std::string_view prompt);

}  // namespace watchpost::cli
