// configuration.h - what a settings file says, before any plugin is asked about it.
#pragma once

#include "engine/points/point_spec.h"
#include "engine/problem.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::engine {

/// One key = value text for a plugin, and where it was written.
struct setting {
  std::string key;      ///< "smtp.server"
  std::string value;    ///< as a user types it
  bool secret = false;  ///< came from { env = ... } or { file = ... }: never shown
  std::string table;    ///< "monitors.mail" or "defaults.email_monitor", for messages
  position at;
};

struct device {
  std::string name;
  std::string address;       ///< %Device.Address
  std::string host_name;     ///< %Device.HostName; empty: not set
  std::string display_name;  ///< %Device.DisplayName; the name when not set
};

struct monitor_settings {
  std::string name;
  std::string type;
  std::string description;
  std::vector<std::string> devices;    ///< empty: one instance without a device
  std::int64_t interval_ms = 300'000;  ///< 0: never polled by itself
  std::int64_t timeout_ms = 60'000;    ///< a poll must have answered by then
  std::vector<setting> settings;       ///< the monitor's own, and the defaults that it does not override
  position at = {};
  position type_at = {};
  position interval_at = {};
};

struct configuration {
  std::string file;
  bool open_to_all = false;               ///< everybody on the machine can read the file
  std::string folder;                     ///< of the file; relative paths start here
  std::vector<std::string> plugin_paths;  ///< folders or libraries, absolute
  std::optional<std::string> state_path;  ///< absolute
  std::int64_t history_age_ms = 90LL * 86'400'000;
  std::int64_t history_count = 10'000;  ///< results kept per instance
  std::map<std::string, device, std::less<>> devices;
  std::vector<point_spec> points;          ///< in the order of the file
  std::vector<monitor_settings> monitors;  ///< in the order of their names
};

}  // namespace watchpost::engine
