// host_sim validate: everything that can be said about a settings file without running it.
#include "cli/session.h"
#include "engine/json_text.h"

#include <boost/json.hpp>

#include <algorithm>
#include <ostream>

namespace watchpost::cli {
namespace {

namespace json = boost::json;

json::object to_json(const engine::problem& p) {
  return {{"severity", p.is_error() ? "error" : "warning"},
          {"file", p.file},
          {"line", p.at.line},
          {"column", p.at.column},
          {"key", p.key},
          {"value", p.value},
          {"text", p.text}};
}

engine::problem stateless(const std::string& path) {
  return {engine::problem::severity::warning,
          path,
          {},
          "state",
          {},
          "missing, so nothing is kept after the end: a probe on its way is forgotten, and a mail that was "
          "carried out may be again; set state = \"watchpost.db\", or give `run` --state FILE"};
}

int finish(const std::string& path, const engine::problems& found, std::size_t instances, bool as_json,
           console& io) {
  const bool bad = engine::has_errors(found);
  const auto errors = std::count_if(found.begin(), found.end(), [](const auto& p) { return p.is_error(); });
  if (as_json) {
    json::array list;
    for (const auto& p : found) list.push_back(to_json(p));
    io.out << engine::json_text(json::object{
                  {"file", path}, {"valid", !bad}, {"instances", instances}, {"problems", std::move(list)}})
           << "\n";
  } else {
    tell(io, found);
    io.out << path << ": "
           << (bad ? std::to_string(errors) + (errors == 1 ? " error" : " errors")
                   : "good, " + std::to_string(instances) + (instances == 1 ? " instance" : " instances"));
    const auto warnings = static_cast<std::ptrdiff_t>(found.size()) - errors;
    if (warnings > 0) io.out << ", " << warnings << (warnings == 1 ? " warning" : " warnings");
    io.out << "\n";
  }
  return bad ? exit_failed : exit_done;
}

}  // namespace

int run_validate(const std::vector<std::string>& args, console& io) {
  command_line line(
      "validate", "CONFIG",
      "Reads a settings file, expands macros and has each plugin check its settings. No network is touched.\n"
      "Every fault is named with file, line, column, key, value and remedy.",
      "host_sim validate watchpost.toml");
  line.add()("json", "the findings as JSON");
  add_common_options(line);
  line.positional("CONFIG", 1);
  if (const auto end = line.parse(args, io)) return *end;
  if (line.texts("CONFIG").empty()) return line.refuse(io, "CONFIG is missing");
  const auto path = line.texts("CONFIG").front();
  const bool as_json = line.has("json");
  const auto log = open_log(line, io, engine::log_level::error);
  if (!log) return exit_usage;

  auto loaded = engine::load_config(path);
  if (!loaded) return finish(path, loaded.error(), 0, as_json, io);
  engine::catalogue plugins(*log);
  find_plugins(plugins, line, loaded->config.plugin_paths);
  engine::real_clock time;
  const auto state = engine::open_memory_store();
  engine::engine_options options;
  options.program = program;
  engine::engine host({time, *state, *log, plugins}, options);
  auto found = std::move(loaded->warnings);
  for (const auto& p : plugins.remarks()) found.push_back(p);
  const auto checked = host.validate(loaded->config);
  found.insert(found.end(), checked.found.begin(), checked.found.end());
  if (!loaded->config.state_path) found.push_back(stateless(path));
  return finish(path, found, engine::bind(loaded->config, plugins).instances.size(), as_json, io);
}

}  // namespace watchpost::cli
