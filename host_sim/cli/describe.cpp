// host_sim describe: what a plugin offers, generated from its descriptors.
#include "engine/describe/describe.h"

#include "cli/session.h"
#include "engine/json_text.h"
#include "engine/text.h"

#include <boost/json.hpp>

#include <ostream>

namespace watchpost::cli {
namespace {

namespace po = boost::program_options;
namespace json = boost::json;

using types = std::vector<const wp_type*>;

void show(const types& all, const std::string& format, console& io) {
  if (format == "json") {
    json::array list;
    for (const auto* t : all) list.push_back(engine::describe_json(engine::type_view(*t)));
    io.out << (all.size() == 1 ? engine::json_text(list[0]) : engine::json_text(list)) << "\n";
    return;
  }
  for (const auto* t : all) {
    const engine::type_view type(*t);
    if (t != all.front()) io.out << "\n";
    if (format == "text") io.out << engine::describe_text(type);
    if (format == "markdown") io.out << engine::describe_markdown(type);
    if (format == "json-schema") io.out << engine::json_text(engine::describe_schema(type)) << "\n";
  }
}

void list(const engine::catalogue& plugins, bool as_json, console& io) {
  json::array out;
  for (const auto& t : plugins.types()) {
    const engine::type_view type(*t.type);
    if (as_json) {
      out.push_back(
          {{"id", type.id}, {"title", type.title}, {"version", type.version}, {"plugin", t.from->path()}});
    } else {
      io.out << type.id << " " << type.version << "  " << type.title << "  (" << t.from->path() << ")\n";
    }
  }
  if (as_json) io.out << engine::json_text(out) << "\n";
  if (plugins.types().empty() && !as_json) {
    io.err << "host_sim describe: no plugins in " << engine::join(plugins.searched())
           << "; name a folder with --plugin-dir\n";
  }
}

}  // namespace

int run_describe(const std::vector<std::string>& args, console& io) {
  command_line line("describe", "[PLUGIN | TYPE]",
                    "Shows the settings and metrics of a type, or of all types of a plugin file. "
                    "Without an argument it lists the\ntypes that were found.",
                    "host_sim describe email_monitor --format markdown");
  line.add()("format,f", po::value<std::string>()->value_name("FORMAT")->default_value("text"),
             "text, json, json-schema or markdown")("json", "the same as --format json");
  add_common_options(line);
  line.positional("words", 1);
  if (const auto end = line.parse(args, io)) return *end;
  const auto format = line.has("json") ? std::string("json") : line.text("format");
  if (format != "text" && format != "json" && format != "json-schema" && format != "markdown") {
    return line.refuse(
        io, "--format = " + engine::in_quotes(format) + ": choose text, json, json-schema or markdown");
  }
  const auto log = open_log(line, io, engine::log_level::error);
  if (!log) return exit_usage;
  engine::catalogue plugins(*log);

  const auto chosen = line.texts("words").empty() ? std::string{} : line.texts("words").front();
  const bool names_a_file =
      chosen.find('/') != std::string::npos || chosen.ends_with(".so") || chosen.ends_with(".dll");
  if (names_a_file) {
    plugins.add_path(chosen);
    tell(io, plugins.remarks());
    types all;
    for (const auto& t : plugins.types()) all.push_back(t.type);
    if (all.empty() && !plugins.remarks().empty()) return exit_failed;
    if (all.empty()) return line.fail(io, "there is no plugin in " + engine::in_quotes(chosen));
    show(all, format, io);
    return exit_done;
  }
  find_plugins(plugins, line);
  if (chosen.empty()) {
    tell(io, plugins.remarks());
    list(plugins, format == "json", io);
    return plugins.types().empty() ? exit_failed : exit_done;
  }
  const auto* found = plugins.find(chosen);
  if (found == nullptr) return line.fail(io, plugins.unknown_type(chosen));
  show({found->type}, format, io);
  return exit_done;
}

}  // namespace watchpost::cli
