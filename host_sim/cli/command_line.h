// command_line.h - options of one command: parsing, --help, messages.
//
//   command_line line("run", "CONFIG", "Runs the monitors ...", "host_sim run watchpost.toml");
//   line.add()("json", "results as JSON lines");
//   line.positional("CONFIG", 1);
//   if (const auto end = line.parse(args, io)) return *end;
//   const auto config = line.text("CONFIG");
#pragma once

#include "cli/command.h"

#include <boost/program_options.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::cli {

class command_line {
 public:
  command_line(std::string name, std::string usage, std::string about, std::string example);

  boost::program_options::options_description_easy_init add() { return shown_.add_options(); }
  /// `most` < 0: any number.
  void positional(const char* name, int most);
  /// A line about exit codes for --help; without it the common ones are shown.
  void exit_codes(std::string text) { exit_codes_ = std::move(text); }
  /// What a wrong command line exits with, and --help.
  void usage_codes(int wrong, int help) { usage_code_ = wrong, help_code_ = help; }
  /// Called with each fault of the command line, beside the message on standard error.
  void on_refusal(std::function<void(const std::string& reason)> call) { refused_ = std::move(call); }

  /// The exit code when the command ends here: after --help, or after a fault that was told.
  std::optional<int> parse(const std::vector<std::string>& args, console& io);

  const std::string& name() const { return name_; }
  bool has(const char* name) const { return values_.count(name) != 0; }
  std::string text(const char* name) const {
    return has(name) ? values_[name].as<std::string>() : std::string{};
  }
  template <class T>
  const T& value(const char* name) const {
    return values_[name].as<T>();
  }
  std::size_t number(const char* name) const { return value<std::size_t>(name); }
  std::vector<std::string> texts(const char* name) const;

  /// Tells a fault of the command line; the exit code.
  int refuse(console& io, const std::string& reason) const;
  /// Tells why the command failed; the exit code.
  int fail(console& io, const std::string& reason) const;
  /// nullopt after telling that it is not a duration.
  std::optional<std::int64_t> duration(const char* name, console& io) const;

 private:
  void help(console& io) const;

  std::string name_, usage_, about_, example_, exit_codes_;
  int usage_code_ = exit_usage, help_code_ = exit_done;
  std::function<void(const std::string&)> refused_;
  boost::program_options::options_description shown_{"Options"};
  boost::program_options::options_description hidden_;
  boost::program_options::positional_options_description places_;
  boost::program_options::variables_map values_;
};

}  // namespace watchpost::cli
