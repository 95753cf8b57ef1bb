// session.h - what most commands need: a log, plugins, a clock, a store, an engine.
#pragma once

#include "cli/command_line.h"
#include "engine/engine.h"

#include <memory>
#include <optional>
#include <string>

namespace watchpost::cli {

/// Adds --plugin-dir, --log-level and --log-file.
void add_common_options(command_line& line);

/// The log that the options ask for; NULL after telling what is wrong. `quiet`: the level without
/// --log-level.
std::unique_ptr<engine::logger> open_log(const command_line& line, console& io, engine::log_level quiet);

/// All plugins: --plugin-dir, the paths of the settings file, the usual places.
void find_plugins(engine::catalogue& plugins, const command_line& line,
                  const std::vector<std::string>& from_config = {});

/// Problems, a line each, on standard error.
void tell(console& io, const engine::problems& all);

/// The state file that --state names, or the settings file `config`; empty after telling what is wrong, with
/// the option --state or the lack of a state in the file.
std::string state_path(const command_line& line, const std::string& config, console& io);

/// Loads a settings file; nullopt after telling all problems. Warnings are told too.
std::optional<engine::configuration> load(const std::string& path, console& io);

}  // namespace watchpost::cli
