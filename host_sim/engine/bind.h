// bind.h - from what a settings file says to the instances that it asks for.
//
// Expands macros in the parameters that the type flags for it, also in their defaults; makes relative paths
// start at the folder of the file; finds the type of each monitor. Names every fault with its place.
#pragma once

#include "engine/instance_spec.h"

namespace watchpost::engine {

struct bound {
  std::vector<instance_spec> instances;
  problems found;
};

bound bind(const configuration& config, const catalogue& plugins);

/// For a one-shot check: one instance without a file.
bound bind_one(const monitor_settings& monitor, const device* target, const catalogue& plugins);

}  // namespace watchpost::engine
