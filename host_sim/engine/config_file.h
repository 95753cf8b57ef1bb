// config_file.h - reads the settings file (TOML).
//
//   state = "watchpost.db"
//
//   [plugins]
//   path = ["plugins"]
//
//   [defaults]
//   interval = "5m"
//
//   [devices.mx]
//   address = "192.0.2.25"
//
//   [monitors.round-trip]
//   type = "email_monitor"
//   devices = ["mx"]
//   smtp.to = "probe@example.org"
//   mail.password = { file = "secrets/probe" }
//
//   [[points]]
//   id = "pump1"                        # the control points, see points/point_spec.h
//   direction = "out"
//
// In [monitors.NAME] the words type, description, devices, interval and timeout belong to the host; all other
// keys are settings of the type. [defaults] may hold interval and timeout, [defaults.TYPE] settings for all
// monitors of a type.
#pragma once

#include "engine/configuration.h"

#include <boost/system/result.hpp>

namespace watchpost::engine {

struct loaded_configuration {
  configuration config;
  problems warnings;
};

using load_result = boost::system::result<loaded_configuration, problems>;

load_result load_config(const std::string& path);

/// The same from text; `path` is for messages and relative paths only.
load_result parse_config(std::string_view text, const std::string& path);

/// Called by result::value() on problems: throws std::logic_error.
[[noreturn]] void throw_exception_from_error(const problems& why, const boost::source_location& where);

}  // namespace watchpost::engine
