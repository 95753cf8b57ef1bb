// catalogue.h - the plugins that were found, and the types that they offer.
//
//   catalogue plugins(log);
//   plugins.add_path("/usr/lib/watchpost");       // a folder, or one library
//   const offered_type* t = plugins.find("email_monitor");
//
// Reading types has no side effect; a module is opened when its first instance is made. A module may be
// opened once per process, so a process has one catalogue; several engines may share it. Thread: one at a
// time.
#pragma once

#include "engine/instance_host.h"
#include "engine/problem.h"

#include <watchpost/cpp/host/instance.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::engine {

/// A module in this process: from a file, or linked into the program.
class plugin {
 public:
  plugin(std::string path, const wp_module* table, logger& log, clock* time)
      : path_(std::move(path)), table_(table), log_(log), time_(time != nullptr ? *time : real_) {}
  plugin(const plugin&) = delete;
  plugin& operator=(const plugin&) = delete;
  ~plugin() { close(); }

  const std::string& path() const { return path_; }
  const wp_module* table() const { return table_; }

  /// Opens the module at the first call. It stays open until the catalogue goes or close() is called.
  abi::expected<host::module*> open(const std::string& program);
  /// When no instance of it is left.
  void close();
  /// For a plugin of which an instance would not end: it is never closed.
  void keep_open() { kept_open_ = true; }

 private:
  std::string path_;
  const wp_module* table_;
  logger& log_;
  real_clock real_;
  clock& time_;
  bool kept_open_ = false;
  std::unique_ptr<instance_host> host_;
  std::unique_ptr<host::module> module_;
};

struct offered_type {
  const wp_type* type;
  plugin* from;
};

class catalogue {
 public:
  /// The parts outlive the catalogue, the catalogue the engines that use it. `time`: of the modules, that is
  /// of what their instances share; the clock of the engines. NULL: real time.
  explicit catalogue(logger& log, clock* time = nullptr) : log_(log), time_(time) {}

  /// A folder (every library in it that is a plugin) or the path of one library. What cannot be loaded is
  /// remarked: as an error when the library was named, as a warning when it was found.
  void add_path(const std::string& path);

  /// A plugin in the same program; the table is constant.
  void add_module(const wp_module* table, std::string name);

  const offered_type* find(std::string_view type_id) const;
  const std::vector<offered_type>& types() const { return types_; }
  const std::vector<std::unique_ptr<plugin>>& plugins() const { return plugins_; }
  const problems& remarks() const { return remarks_; }
  const std::vector<std::string>& searched() const { return searched_; }

  /// "no plugin offers the type 'x', did you mean 'y'?; searched: ..."; why a named file was refused comes first.
  std::string unknown_type(std::string_view type_id) const;

  void close();

 private:
  void load(const std::string& file, bool named);
  void add(std::unique_ptr<plugin> made);

  logger& log_;
  clock* time_;
  std::vector<std::unique_ptr<plugin>> plugins_;
  std::vector<offered_type> types_;
  std::vector<std::string> searched_;
  problems remarks_;
};

/// Where plugins are looked for when nothing else is said: WATCHPOST_PLUGIN_PATH (separated by ':'), the
/// folder of the program, the folder that plugins are installed to (lib/watchpost beside bin), and the
/// plugins of a build tree.
std::vector<std::string> default_plugin_paths();

}  // namespace watchpost::engine
