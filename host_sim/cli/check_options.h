// check_options.h - what the command line of `check` asks for.
#pragma once

#include "cli/command_line.h"
#include "engine/range.h"
#include "engine/type_view.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::cli {

/// The exit code without a verdict, of wrong arguments, and of --help and --version.
inline constexpr int exit_unknown = 3;

command_line check_options();

/// --timeout in milliseconds: seconds, or a duration. Nothing: it is neither.
std::optional<std::int64_t> timeout_of(const command_line& line);

/// How often -v was given.
int verbosity_of(const command_line& line);

/// -w and -c, each "RANGE", of the first metric of the type, or "METRIC=RANGE". `why`: what is wrong.
std::optional<std::vector<engine::threshold>> thresholds_of(const command_line& line,
                                                            const engine::type_view& type, std::string& why);

}  // namespace watchpost::cli
