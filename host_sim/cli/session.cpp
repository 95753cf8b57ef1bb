#include "cli/session.h"

#include "engine/text.h"

#include <algorithm>
#include <array>
#include <ostream>

namespace watchpost::cli {
namespace po = boost::program_options;

const char* const version = WATCHPOST_VERSION;
const char* const program = "host_sim " WATCHPOST_VERSION;

void add_common_options(command_line& line) {
  line.add()("plugin-dir", po::value<std::vector<std::string>>()->value_name("DIR"),
             "folder or file to look for plugins in; may be repeated")(
      "log-level", po::value<std::string>()->value_name("LEVEL"), "debug, info, warning or error")(
      "log-file", po::value<std::string>()->value_name("FILE"), "log there, not on standard error");
}

std::unique_ptr<engine::logger> open_log(const command_line& line, console& io, engine::log_level quiet) {
  auto level = quiet;
  if (line.has("log-level")) {
    bool known = false;
    for (const auto each : {engine::log_level::debug, engine::log_level::info, engine::log_level::warning,
                            engine::log_level::error}) {
      if (name(each) == line.text("log-level")) level = each, known = true;
    }
    if (!known) {
      line.refuse(io, "--log-level = " + engine::in_quotes(line.text("log-level")) +
                          ": choose debug, info, warning or error");
      return nullptr;
    }
  }
  return engine::make_logger(level, line.text("log-file"));
}

void find_plugins(engine::catalogue& plugins, const command_line& line,
                  const std::vector<std::string>& from_config) {
  for (const auto& path : line.texts("plugin-dir")) plugins.add_path(path);
  for (const auto& path : from_config) plugins.add_path(path);
  for (const auto& path : engine::default_plugin_paths()) plugins.add_path(path);
}

void tell(console& io, const engine::problems& all) {
  for (const auto& p : all) io.err << to_text(p) << "\n";
}

std::string state_path(const command_line& line, const std::string& config, console& io) {
  if (line.has("state")) return line.text("state");
  if (config.empty()) {
    line.refuse(io, "name the database with --state FILE, or the settings file with --config FILE");
    return {};
  }
  const auto loaded = load(config, io);
  if (!loaded) return {};
  if (!loaded->state_path)
    io.err << "host_sim " << line.name() << ": " << loaded->file
           << " keeps no state; set state = \"watchpost.db\" in it\n";
  return loaded->state_path.value_or("");
}

std::optional<engine::configuration> load(const std::string& path, console& io) {
  auto loaded = engine::load_config(path);
  if (!loaded) {
    tell(io, loaded.error());
    return std::nullopt;
  }
  tell(io, loaded->warnings);
  return std::move(loaded->config);
}

}  // namespace watchpost::cli
