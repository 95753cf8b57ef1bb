// settings_args.h - key=value arguments of check.
//
//   smtp.server=192.0.2.1   mail.password=@env:PROBE_PW   mail.password=@file:/etc/watchpost/probe.pw
//
// "@@" at the front of a value stands for one "@". A key may be repeated where the type takes a list.
#pragma once

#include "engine/configuration.h"
#include "engine/error.h"

#include <string>
#include <vector>

namespace watchpost::cli {

struct parsed_settings {
  std::vector<engine::setting> settings;
  std::vector<std::string> warnings;
};

/// The failure names the argument; never a value that came from a secret source.
abi::expected<parsed_settings> parse_settings(const std::vector<std::string>& args);

/// Overwrites the values of key=value arguments in the process's own argument list, where ps and /proc show
/// them. Call it first of all, after copying.
void wipe_values(int argc, char** argv);

}  // namespace watchpost::cli
