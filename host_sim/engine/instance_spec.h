// instance_spec.h - one monitor on one device, ready to be made: macros expanded, defaults merged.
#pragma once

#include "engine/catalogue.h"
#include "engine/configuration.h"

#include <cstdint>
#include <string>
#include <vector>

namespace watchpost::engine {

struct instance_spec {
  std::string name;  ///< "monitor@device", or "monitor" without a device; the same after every restart
  std::string monitor;
  std::string device;
  std::string description;
  offered_type type;
  std::vector<setting> settings;  ///< as the plugin gets them
  std::int64_t interval_ms = 0;   ///< 0: only when asked
  std::int64_t timeout_ms = 0;
  position at = {};                      ///< of the monitor in the file
  std::vector<std::string> faulty = {};  ///< keys that were complained about already

  /// The plugin would be configured alike.
  bool same_settings(const instance_spec& other) const;
  /// Values of secret parameters.
  redaction secrets() const;
};

}  // namespace watchpost::engine
