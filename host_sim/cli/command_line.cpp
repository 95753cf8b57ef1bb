#include "cli/command_line.h"

#include "engine/duration.h"
#include "engine/text.h"

#include <ostream>

namespace watchpost::cli {
namespace po = boost::program_options;

command_line::command_line(std::string name, std::string usage, std::string about, std::string example)
    : name_(std::move(name)),
      usage_(std::move(usage)),
      about_(std::move(about)),
      example_(std::move(example)),
      exit_codes_("0: done.  1: failed, the reason is on standard error.  2: wrong command line.") {
  shown_.add_options()("help,h", "this text");
}

void command_line::positional(const char* name, int most) {
  hidden_.add_options()(name, po::value<std::vector<std::string>>());
  places_.add(name, most);
}

std::optional<int> command_line::parse(const std::vector<std::string>& args, console& io) {
  try {
    po::options_description all;
    all.add(shown_).add(hidden_);
    constexpr auto style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(args).options(all).positional(places_).style(style).run(), values_);
    po::notify(values_);
  } catch (const po::error& fault) {
    return refuse(io, fault.what());
  }
  if (!has("help")) return std::nullopt;
  help(io);
  return help_code_;
}

std::vector<std::string> command_line::texts(const char* name) const {
  return has(name) ? values_[name].as<std::vector<std::string>>() : std::vector<std::string>{};
}

int command_line::refuse(console& io, const std::string& reason) const {
  const auto told = engine::one_line(reason) + "; see " + std::string(io.name) + " " + name_ + " --help";
  io.err << io.name << " " << name_ << ": " << told << "\n";
  if (refused_) refused_(told);
  return usage_code_;
}

int command_line::fail(console& io, const std::string& reason) const {
  io.err << io.name << " " << name_ << ": " << reason << "\n";
  return exit_failed;
}

std::optional<std::int64_t> command_line::duration(const char* name, console& io) const {
  const auto parsed = engine::parse_duration(text(name));
  if (!parsed) {
    refuse(io, std::string("--") + name + " = " + engine::in_quotes(text(name)) +
                   ": not a duration; write a number and a unit: 500ms, 30s, 5m, 1h30m");
  }
  return parsed;
}

void command_line::help(console& io) const {
  io.out << "Usage: " << io.name << " " << name_ << " [OPTIONS] " << usage_ << "\n\n"
         << about_ << "\n\n"
         << shown_ << "\nExit codes\n  " << exit_codes_ << "\n\nExample\n  " << example_ << "\n";
}

}  // namespace watchpost::cli
