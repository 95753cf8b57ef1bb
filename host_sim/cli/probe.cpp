// host_sim probe: a dry-run action of one instance, its stages as they are finished.
#include "cli/session.h"
#include "engine/json_text.h"
#include "engine/perfdata.h"
#include "engine/poll_result_json.h"
#include "engine/text.h"

#include <boost/json.hpp>

#include <algorithm>
#include <ostream>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;
namespace json = boost::json;

// Only what belongs to `instance`, and nothing that polls by itself.
engine::expected<engine::configuration> only(engine::configuration config, const std::string& instance) {
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
    return engine::failure{.status = WP_E_NOT_FOUND,
                           .domain = "",
                           .text = "there is no instance " + engine::in_quotes(instance) +
                                   engine::did_you_mean(instance, names) +
                                   "; there are: " + engine::join(names)};
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

void print(const char* event, const engine::poll_result& o, bool as_json, console& io) {
  if (as_json) {
    json::object out{{"event", event}};
    for (auto& [key, value] : engine::to_json(o)) out[key] = value;
    io.out << engine::json_text(out) << "\n";
  } else {
    io.out << (std::string_view(event) == "stage" ? "  " : "") << name(o.state) << " " << o.verdict << ": "
           << o.summary;
    const auto data = engine::perfdata(o.readings);
    io.out << (data.empty() ? "" : " | " + data) << "\n";
    for (const auto& f : o.facts) io.out << "      " << f.key << " = " << f.value << "\n";
  }
  io.out.flush();
}

}  // namespace

int run_probe(const std::vector<std::string>& args, console& io) {
  command_line line("probe", "CONFIG INSTANCE [ACTION]",
                    "Runs a dry-run action of a monitor, such as \"connect\" or \"sign-in\", "
                    "and prints each stage when it is\nfinished. It leaves no trace in the monitor's state "
                    "and may be used beside host_sim run. Without ACTION it\nlists the actions.",
                    "host_sim probe watchpost.toml round-trip@mx sign-in");
  line.add()("timeout,t", po::value<std::string>()->value_name("TIME")->default_value("60s"),
             "the action ends by then")("json", "stages and end as JSON lines");
  add_common_options(line);
  line.positional("what", 3);
  line.exit_codes(
      "0: the action ended well.  1: it failed, or the settings are wrong.  2: wrong command line.");
  if (const auto end = line.parse(args, io)) return *end;
  const auto words = line.texts("what");
  if (words.size() < 2)
    return line.refuse(io, words.empty() ? "CONFIG and INSTANCE are missing" : "INSTANCE is missing");
  const auto timeout = line.duration("timeout", io);
  if (!timeout) return exit_usage;
  const bool as_json = line.has("json");
  const auto log = open_log(line, io, engine::log_level::warning);
  if (!log) return exit_usage;

  auto config = load(words[0], io);
  if (!config) return exit_failed;
  const auto& instance = words[1];
  auto one = only(std::move(*config), instance);
  if (!one) {
    io.err << "host_sim probe: " << to_text(one.error()) << "\n";
    return exit_failed;
  }
  engine::catalogue plugins(*log);
  find_plugins(plugins, line, one->plugin_paths);
  engine::real_clock time;
  const auto state = engine::open_memory_store();
  engine::engine_options how;
  how.program = program;
  engine::engine host({time, *state, *log, plugins}, how);
  const auto made = host.apply(*one);
  tell(io, made.found);
  if (!made.done) return exit_failed;

  if (words.size() == 2) {
    list_actions(host.actions(instance).value(), as_json, io);
    return exit_done;
  }
  std::optional<engine::poll_result> end;
  const auto begun = host.probe(
      instance, words[2], *timeout,
      [&](const engine::poll_result& stage) { print("stage", stage, as_json, io); },
      [&](const engine::report& r) { end = r.result; });
  if (!begun) {
    std::vector<std::string> ids;
    for (const auto& a : host.actions(instance).value()) ids.emplace_back(a.id);
    io.err << "host_sim probe: " << to_text(begun.error());
    if (begun.error().status == WP_E_UNSUPPORTED) {
      io.err << ": " << engine::in_quotes(words[2]) << engine::did_you_mean(words[2], ids)
             << "; there are: " << engine::join(ids);
    }
    io.err << "\n";
    return exit_failed;
  }
  host.run_until([&] { return end.has_value(); }, std::chrono::milliseconds(*timeout + how.grace_ms + 1000));
  if (!end) {
    io.err << "host_sim probe: no answer in time\n";
    return exit_failed;
  }
  print("end", *end, as_json, io);
  return end->error || end->state == engine::health::critical ? exit_failed : exit_done;
}

}  // namespace watchpost::cli
