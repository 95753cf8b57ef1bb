// host_sim run: the monitors of a settings file, until it is told to stop.
#include "cli/host_run.h"
#include "cli/result_display.h"
#include "cli/session.h"
#include "engine/text.h"

#include <ostream>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;

command_line run_options() {
  command_line line("run", "CONFIG",
                    "Runs the monitors of a settings file. "
                    "On a terminal it shows a table, elsewhere a line per result. SIGINT and\n"
                    "SIGTERM stop it within a second, with everything on the disk; "
                    "SIGHUP reloads the settings file (unchanged\n"
                    "monitors keep running; a bad file changes nothing).",
                    "host_sim run watchpost.toml");
  line.add()("json", "one JSON object per result")("lines", "lines, also on a terminal")(
      "state", po::value<std::string>()->value_name("FILE"),
      "database, instead of `state` in the settings file")("start-all",
                                                           "first polls all at once, devices not spread")(
      "for", po::value<std::string>()->value_name("TIME"), "stop after that time");
  add_common_options(line);
  line.positional("CONFIG", 1);
  line.exit_codes(
      "0: stopped when told to.  1: could not start, the reason is on standard error.  "
      "2: wrong command line.");
  return line;
}

// The settings file again. What only a restart can change is remarked.
void reload(const std::string& path, const std::string& state, engine::engine& host,
            engine::catalogue& plugins, result_display& display) {
  const auto refused = [&](const engine::problems& all) {
    for (const auto& p : all) display.remark("reload: " + to_text(p));
    display.remark("reload: the former settings stay in force");
  };
  auto loaded = engine::load_config(path);
  if (!loaded) return refused(loaded.error());
  for (const auto& p : loaded->warnings) display.remark("reload: " + to_text(p));
  for (const auto& each : loaded->config.plugin_paths) plugins.add_path(each);
  const auto applied = host.apply(loaded->config);
  if (!applied.done) return refused(applied.found);
  for (const auto& p : applied.found) display.remark("reload: " + to_text(p));
  if (loaded->config.state_path.value_or(state) != state)
    display.remark("reload: another state file needs a restart");
  display.remark("reload: done, " + std::to_string(host.instances().size()) + " instances");
}

abi::expected<engine::store_ptr> open_state(const std::string& path, console& io) {
  if (!path.empty()) return engine::open_store(path);
  io.err << "warning: nothing is kept after the end; set state = \"watchpost.db\" in the settings file, or "
            "use --state FILE\n";
  return engine::open_memory_store();
}

// The form of the lines; nothing: a table.
std::optional<line_sink::form> line_form(const command_line& line, const console& io) {
  if (line.has("json")) return line_sink::form::json;
  if (line.has("lines") || !io.live) return line_sink::form::plain;
  return std::nullopt;
}

engine::engine_options options_of(const command_line& line) {
  engine::engine_options options;
  options.program = program;
  if (line.has("start-all")) options.spread_ms = 0;
  return options;
}

}  // namespace

int run_run(const std::vector<std::string>& args, console& io) {
  auto line = run_options();
  if (const auto end = line.parse(args, io)) return *end;
  if (line.texts("CONFIG").empty()) return line.refuse(io, "CONFIG is missing");
  const auto path = line.texts("CONFIG").front();
  std::optional<std::int64_t> limit;
  if (line.has("for") && !(limit = line.duration("for", io))) return exit_usage;
  const auto config = load(path, io);
  if (!config) return exit_failed;
  const auto lines = line_form(line, io);
  display_log log(open_log(line, io, engine::log_level::warning), !lines && !line.has("log-file"));
  if (!log.usable()) return exit_usage;
  host_run run;

  engine::catalogue plugins(log.target());
  find_plugins(plugins, line, config->plugin_paths);
  tell(io, plugins.remarks());
  const auto state_path = line.has("state") ? line.text("state") : config->state_path.value_or("");
  const auto state = open_state(state_path, io);
  if (!state) return line.fail(io, to_text(state.error()));
  engine::real_clock time;
  engine::engine host({time, **state, log.target(), plugins}, options_of(line));
  result_display display(host, log, io, lines, io.err);
  const auto applied = host.apply(*config);
  tell(io, applied.found);
  if (!applied.done) return exit_failed;
  if (host.instances().empty()) io.err << "warning: " << path << " has no monitors; add a [monitors.NAME]\n";

  if (limit) host.loop().at(time.mono_ms() + *limit, [&] { host.request_stop(); });
  run.on_reload([&] { reload(path, state_path, host, plugins, display); });
  run.until_stopped(host);
  if (!host.stop(std::chrono::milliseconds(800)))
    io.err << "warning: a plugin did not let go in time and was abandoned\n";
  return exit_done;
}

}  // namespace watchpost::cli
