// cli_world.h - commands run in this process against the acting plugin, with files in a temporary folder.
#pragma once

#include "cli/command.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace watchpost::test {

class cli_world : public ::testing::Test {
 protected:
  cli_world() { std::filesystem::create_directories(folder); }
  ~cli_world() override { std::filesystem::remove_all(folder); }

  /// The exit code; out and err hold what was written.
  int run(std::vector<std::string> args, const std::string& in = {}) {
    std::ostringstream to_out, to_err;
    std::istringstream from_in(in);
    cli::console io{to_out, to_err, false, false, &from_in};
    const std::set<std::string> without{"history", "evidence",      "sandbox", "audit",
                                        "points",  "hash-password", "totp"};
    const bool finds_plugins = !args.empty() && !args[0].starts_with("-") && !without.contains(args[0]);
    if (finds_plugins) args.insert(args.begin() + 1, {"--plugin-dir", ACTING_PLUGIN_FOLDER});
    const int code = cli::dispatch(std::move(args), io);
    out = to_out.str();
    err = to_err.str();
    return code;
  }

  std::string file(const std::string& name, std::string_view text) const {
    std::ofstream(folder / name) << text;
    std::filesystem::permissions(folder / name,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return (folder / name).string();
  }
  std::string path(const std::string& name) const { return (folder / name).string(); }

  static bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
  }

  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("wp-cli-" + std::to_string(::getpid()));
  std::string out, err;
};

}  // namespace watchpost::test
