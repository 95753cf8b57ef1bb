// toml_values.h - from nodes of a TOML document to flat settings. Internal to config_file.cpp.
#pragma once

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_WINDOWS_COMPAT 0
#include "engine/configuration.h"

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <vector>

namespace watchpost::engine {

inline position position_of(const toml::source_region& source) {
  return {static_cast<int>(source.begin.line), static_cast<int>(source.begin.column)};
}

/// Collects problems with the file's name already in them.
struct problem_list {
  std::string file;
  problems found;

  void error(position at, std::string key, std::string value, std::string text) {
    found.push_back({problem::severity::error, file, at, std::move(key), std::move(value), std::move(text)});
  }
  void warning(position at, std::string key, std::string text) {
    found.push_back({problem::severity::warning, file, at, std::move(key), {}, std::move(text)});
  }
};

/// An error for each key of `table` that is none of `words`. `name`: "monitors.mail"; "": the whole file.
void refuse_unknown_keys(const toml::table& table, const std::string& name,
                         const std::vector<std::string>& words, problem_list& out);

/// A scalar as its user would type it; nullopt for dates, tables and arrays.
std::optional<std::string> scalar_text(const toml::node& node);

/// Flattens the entries of `table` to dotted keys, arrays to repeated keys, and fetches secrets. `skip`: keys
/// of the top level that are not settings. `name`: "monitors.mail", for messages.
std::vector<setting> flatten(const toml::table& table, const std::string& name, const std::string& folder,
                             const std::vector<std::string>& skip, problem_list& out);

}  // namespace watchpost::engine
