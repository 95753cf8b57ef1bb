// host_sim run: the monitors of a settings file, until it is told to stop.
#include "cli/live_table.h"
#include "cli/result_lines.h"
#include "cli/session.h"
#include "cli/signals.h"
#include "engine/text.h"

#include <atomic>
#include <ostream>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;
using engine::log_level;

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
            engine::catalogue& plugins, const std::function<void(std::string)>& say) {
  const auto refused = [&](const engine::problems& all) {
    for (const auto& p : all) say("reload: " + to_text(p));
    say("reload: the former settings stay in force");
  };
  auto loaded = engine::load_config(path);
  if (!loaded) return refused(loaded.error());
  for (const auto& p : loaded->warnings) say("reload: " + to_text(p));
  for (const auto& each : loaded->config.plugin_paths) plugins.add_path(each);
  const auto out = host.apply(loaded->config);
  if (!out.done) return refused(out.found);
  for (const auto& p : out.found) say("reload: " + to_text(p));
  if (loaded->config.state_path.value_or(state) != state) say("reload: another state file needs a restart");
  say("reload: done, " + std::to_string(host.instances().size()) + " instances");
}

// The level that a logger begins at.
log_level threshold_of(const engine::logger& log) {
  for (const auto each : {log_level::debug, log_level::info, log_level::warning}) {
    if (log.enabled(each)) return each;
  }
  return log_level::error;
}

engine::expected<engine::store_ptr> open_state(const std::string& path, console& io) {
  if (!path.empty()) return engine::open_store(path);
  io.err << "warning: nothing is kept after the end; set state = \"watchpost.db\" in the settings file, or "
            "use --state FILE\n";
  return engine::open_memory_store();
}

}  // namespace

int run_run(const std::vector<std::string>& args, console& io) {
  auto line = run_options();
  if (const auto end = line.parse(args, io)) return *end;
  if (line.texts("CONFIG").empty()) return line.refuse(io, "CONFIG is missing");
  const auto path = line.texts("CONFIG").front();
  std::optional<std::int64_t> limit;
  if (line.has("for") && !(limit = line.duration("for", io))) return exit_usage;
  const bool table_wanted = io.live && !line.has("json") && !line.has("lines");

  auto config = load(path, io);
  if (!config) return exit_failed;
  const auto opened_log = open_log(line, io, log_level::warning);
  if (!opened_log) return exit_usage;
  table_logger above(threshold_of(*opened_log));
  engine::logger& log =
      table_wanted && !line.has("log-file") ? static_cast<engine::logger&>(above) : *opened_log;

  // Signals before threads, so that all threads leave them alone.
  std::atomic<engine::engine*> running{nullptr};
  std::atomic<bool> stop_wanted{false};
  std::function<void()> reload_now;
  signal_watch signals(
      [&] {
        stop_wanted = true;
        if (auto* host = running.load()) host->request_stop();
      },
      [&] {
        if (auto* host = running.load()) host->post(reload_now);
      });

  engine::catalogue plugins(log);
  find_plugins(plugins, line, config->plugin_paths);
  tell(io, plugins.remarks());
  const auto state_path = line.has("state") ? line.text("state") : config->state_path.value_or("");
  auto state = open_state(state_path, io);
  if (!state) {
    io.err << "host_sim run: " << to_text(state.error()) << "\n";
    return exit_failed;
  }
  engine::real_clock time;
  engine::engine_options how;
  how.program = program;
  if (line.has("start-all")) how.spread_ms = 0;
  engine::engine host({time, **state, log, plugins}, how);
  std::unique_ptr<engine::sink> shown;
  std::function<void(std::string)> say = [&](const std::string& text) { io.err << text << std::endl; };
  if (table_wanted) {
    auto table = std::make_unique<live_table>(io.out, host.loop(), io.colour);
    above.attach(table.get());
    say = [to = table.get()](std::string text) { to->note(std::move(text)); };
    shown = std::move(table);
  } else {
    shown = std::make_unique<line_sink>(io.out,
                                        line.has("json") ? line_sink::form::json : line_sink::form::plain);
  }
  host.add_sink(*shown);
  reload_now = [&] { reload(path, state_path, host, plugins, say); };
  const auto made = host.apply(*config);
  tell(io, made.found);
  int code = exit_failed;
  if (made.done) {
    if (host.instances().empty())
      io.err << "warning: " << path << " has no monitors; add a [monitors.NAME]\n";
    if (limit) host.loop().at(time.mono_ms() + *limit, [&] { host.request_stop(); });
    running = &host;
    if (!stop_wanted) host.run();
    running = nullptr;
    code = exit_done;
    if (!host.stop(std::chrono::milliseconds(800)))
      io.err << "warning: a plugin did not let go in time and was abandoned\n";
  }
  above.attach(nullptr);
  return code;
}

}  // namespace watchpost::cli
