#include "cli/command.h"
#include "engine/text.h"

#include <array>
#include <ostream>

namespace watchpost::cli {
namespace {

constexpr std::array<command, 13> commands{{
    {"demo", "a mail server, monitors and a live table, all in one; takes about half a minute", run_demo},
    {"run", "runs the monitors of a settings file", run_run},
    {"check", "one check, for Nagios, Icinga and the like", run_check},
    {"describe", "what a plugin offers: settings and metrics", run_describe},
    {"validate", "checks a settings file", run_validate},
    {"probe", "a dry run of one monitor, stage by stage", run_probe},
    {"history", "the results of the past", run_history},
    {"evidence", "what was kept of a result that was not OK", run_evidence},
    {"audit", "the log of decisions: show it, verify it, export it", run_audit},
    {"hash-password", "the hash of a password, for users of mail_command", run_hash_password},
    {"totp", "a key for one-time codes, for users of mail_command", run_totp},
    {"points", "the control points: list, get, set, watch", run_points},
    {"sandbox", "a small mail server for trying things out, and a mail program for it", run_sandbox},
}};

void help(std::ostream& to) {
  to << program << " - runs monitor plugins\n\nUsage: host_sim COMMAND [ARGUMENTS]\n\nCommands:\n";
  for (const auto& c : commands)
    to << "  " << c.name << std::string(15 - std::string_view(c.name).size(), ' ') << c.summary << "\n";
  to << "\nhost_sim COMMAND --help tells more.\n"
        "Plugins are looked for in --plugin-dir, in WATCHPOST_PLUGIN_PATH, "
        "beside the program and where it was installed.\n\n"
        "Example:\n  host_sim demo\n";
}

}  // namespace

std::span<const command> all_commands() { return commands; }

int dispatch(std::vector<std::string> args, console& io) {
  if (args.empty()) {
    help(io.err);
    return exit_usage;
  }
  const auto word = args.front();
  if (word == "--help" || word == "-h" || word == "help") {
    help(io.out);
    return exit_done;
  }
  if (word == "--version" || word == "-V") {
    io.out << program << "\n";
    return exit_done;
  }
  args.erase(args.begin());
  std::vector<std::string> names;
  for (const auto& c : commands) {
    if (word == c.name) return c.run(args, io);
    names.emplace_back(c.name);
  }
  auto hint = engine::did_you_mean(word, names);
  if (hint.empty()) hint = "; there are: " + engine::join(names);
  io.err << "host_sim: unknown command " << engine::in_quotes(word) << hint << "\n";
  return exit_usage;
}

}  // namespace watchpost::cli
