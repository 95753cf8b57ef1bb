// host_sim probe: a dry-run action of one instance, its stages as they are finished.
#include "cli/session.h"
#include "engine/json_text.h"
#include "engine/perfdata.h"
#include "engine/poll_result_json.h"
#include "engine/text.h"

#include <boost/json.hpp>

#include <algorithm>
#include <memory>
#include <ostream>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;
namespace json = boost::json;

// Only what belongs to `instance`, and nothing that polls by itself.
abi::expected<engine::configuration> only(engine::configuration config, const std::string& instance) {
  std::vector<std::string> names;
  std::vector<engine::monitor_settings> kept;
  for (auto& m : config.monitors) {
    m.interval_ms = 0;
    if (m.devices.empty()) names.push_back(m.name);
    for (const auto& d : m.devices) names.push_back(m.name + "@" + d);
    const auto at = std::min(instance.find('@'), instance.size());
    if (m.name != instance.substr(0, at)) continue;
    const auto device = at == instance.size() ? std::string{} : instance.substr(at + 1);
    if (device.empty() != m.devices.empty()) continue;
    if (!device.empty()) {
      if (std::find(m.devices.begin(), m.devices.end(), device) == m.devices.end()) continue;
      m.devices = {device};
    }
    kept.push_back(m);
  }
  if (kept.empty()) {
    return abi::error{.status = WP_E_NOT_FOUND,
                      .domain = "",
                      .text = "there is no instance " + engine::in_quotes(instance) +
                              engine::did_you_mean(instance, names) + "; there are: " + engine::join(names)};
  }
  config.monitors = std::move(kept);
  return config;
}

void list_actions(const std::vector<wp_action>& actions, bool as_json, console& io) {
  json::array out;
  for (const auto& a : actions) {
    if (as_json) {
      out.push_back({{"id", a.id}, {"help", a.help == nullptr ? "" : a.help}});
    } else {
      io.out << a.id << (a.help == nullptr ? "" : std::string("  ") + a.help) << "\n";
    }
  }
  if (as_json) io.out << engine::json_text(out) << "\n";
  if (actions.empty() && !as_json) io.out << "this monitor has no actions\n";
}

void print(const char* event, const engine::poll_result& result, bool as_json, console& io) {
  if (as_json) {
    json::object out{{"event", event}};
    for (auto& [key, value] : engine::to_json(result)) out[key] = value;
    io.out << engine::json_text(out) << "\n";
  } else {
    io.out << (std::string_view(event) == "stage" ? "  " : "") << name(result.state) << " " << result.verdict
           << ": " << result.summary;
    const auto data = engine::perfdata(result.readings);
    io.out << (data.empty() ? "" : " | " + data) << "\n";
    for (const auto& f : result.facts) io.out << "      " << f.key << " = " << f.value << "\n";
  }
  io.out.flush();
}

command_line probe_options() {
  command_line line("probe", "CONFIG INSTANCE [ACTION]",
                    "Runs a dry-run action of a monitor, such as \"connect\" or \"sign-in\", "
                    "and prints each stage when it is\nfinished. It leaves no trace in the monitor's state "
                    "and may be used beside host_sim run. Without ACTION it\nlists the actions.",
                    "host_sim probe watchpost.toml round-trip@mx sign-in");
  line.add()("timeout,t", po::value<std::string>()->value_name("TIME")->default_value("60s"),
             "the action ends by then")("json", "stages and end as JSON lines");
  add_common_options(line);
  line.positional("words", 3);
  line.exit_codes(
      "0: the action ended well.  1: it failed, or the settings are wrong.  2: wrong command line.");
  return line;
}

// Why an action did not begin, with the ones that there are.
std::string refusal(const abi::error& error, const engine::engine& host, const std::string& instance,
                    const std::string& action) {
  auto text = to_text(error);
  if (error.status != WP_E_UNSUPPORTED) return text;
  std::vector<std::string> ids;
  for (const auto& a : host.actions(instance).value()) ids.emplace_back(a.id);
  return text + ": " + engine::in_quotes(action) + engine::did_you_mean(action, ids) +
         "; there are: " + engine::join(ids);
}

// Runs the action and prints its stages and its end.
int run_action(engine::engine& host, const std::string& instance, const std::string& action,
               std::int64_t timeout_ms, const command_line& line, console& io) {
  const bool as_json = line.has("json");
  const auto end = std::make_shared<std::optional<engine::poll_result>>();
  const auto begun = host.probe(
      instance, action, timeout_ms,
      [as_json, &io](const engine::poll_result& stage) { print("stage", stage, as_json, io); },
      [end](const engine::report& r) { *end = r.result; });
  if (!begun) return line.fail(io, refusal(begun.error(), host, instance, action));
  const auto latest = timeout_ms + engine::engine_options{}.grace_ms + 1000;
  host.run_until([&] { return end->has_value(); }, std::chrono::milliseconds(latest));
  if (!*end) return line.fail(io, "no answer in time");
  print("end", **end, as_json, io);
  const bool failed = (*end)->error || (*end)->state == engine::health::critical;
  return failed ? exit_failed : exit_done;
}

}  // namespace

int run_probe(const std::vector<std::string>& args, console& io) {
  auto line = probe_options();
  if (const auto end = line.parse(args, io)) return *end;
  const auto words = line.texts("words");
  if (words.size() < 2)
    return line.refuse(io, words.empty() ? "CONFIG and INSTANCE are missing" : "INSTANCE is missing");
  const auto timeout = line.duration("timeout", io);
  if (!timeout) return exit_usage;
  const auto log = open_log(line, io, engine::log_level::warning);
  if (!log) return exit_usage;

  auto config = load(words[0], io);
  if (!config) return exit_failed;
  const auto& instance = words[1];
  const auto chosen = only(std::move(*config), instance);
  if (!chosen) return line.fail(io, to_text(chosen.error()));
  engine::catalogue plugins(*log);
  find_plugins(plugins, line, chosen->plugin_paths);
  engine::real_clock time;
  const auto state = engine::open_memory_store();
  engine::engine_options options;
  options.program = program;
  engine::engine host({time, *state, *log, plugins}, options);
  const auto applied = host.apply(*chosen);
  tell(io, applied.found);
  if (!applied.done) return exit_failed;

  if (words.size() == 3) return run_action(host, instance, words[2], *timeout, line, io);
  list_actions(host.actions(instance).value(), line.has("json"), io);
  return exit_done;
}

}  // namespace watchpost::cli
