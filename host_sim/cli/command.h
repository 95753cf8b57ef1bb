// command.h - the subcommands of host_sim, one file each.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

namespace watchpost::cli {

/// Exit codes of every command but check (that one has those of the monitoring-plugins guidelines).
enum exit_code : int {
  exit_done = 0,
  exit_failed = 1,  ///< the command says why on standard error
  exit_usage = 2,   ///< the command line is wrong
};

/// Where a command reads and writes. `live` is set when `out` is a terminal.
struct console {
  std::ostream& out;
  std::ostream& err;
  bool live = false;
  bool colour = false;
  std::istream* in = nullptr;     ///< standard input
  bool typed = false;             ///< `in` is a terminal
  const char* name = "host_sim";  ///< of the program, for messages
};

struct command {
  const char* name;
  const char* summary;
  int (*run)(const std::vector<std::string>& args, console& io);
};

std::span<const command> all_commands();

int run_demo(const std::vector<std::string>& args, console& io);
int run_run(const std::vector<std::string>& args, console& io);
int run_check(const std::vector<std::string>& args, console& io);
int run_describe(const std::vector<std::string>& args, console& io);
int run_validate(const std::vector<std::string>& args, console& io);
int run_probe(const std::vector<std::string>& args, console& io);
int run_history(const std::vector<std::string>& args, console& io);
int run_evidence(const std::vector<std::string>& args, console& io);
int run_audit(const std::vector<std::string>& args, console& io);
int run_hash_password(const std::vector<std::string>& args, console& io);
int run_totp(const std::vector<std::string>& args, console& io);
int run_points(const std::vector<std::string>& args, console& io);
int run_sandbox(const std::vector<std::string>& args, console& io);

/// The whole program but for the process around it: `args` without the program's name.
int dispatch(std::vector<std::string> args, console& io);

extern const char* const version;  ///< "0.1.0"
extern const char* const program;  ///< "host_sim 0.1.0"

}  // namespace watchpost::cli
