// acting_plugin.h - a monitor that acts as its settings say, for the tests of the engine and of the CLI.
//
// Its `act` decides about each poll: ok, warning, critical, pending, error, again (asks for a rerun), hold
// (answers when cancelled), stuck (ignores even that), mute_leave (does not complete deactivate()). All
// without a thread of its own.
#pragma once

#include <watchpost/cpp/plugin.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace watchpost::test {

/// One poll as the plugin saw it.
struct seen_poll {
  std::string instance;
  plugin::run run;
  std::int64_t now_mono = 0;
};

/// What the test wants to see or to do; empty in the loadable plugin. Any thread, one at a time.
struct backstage {
  std::vector<seen_poll> polls;
  std::vector<plugin::op> stuck;  ///< ops of `stuck` and `mute_leave`: the test answers them
  int active = 0;
  bool refuse_activation = false;
  int created = 0;
  std::function<void(const seen_poll&)> on_poll;
};
backstage& stage();

extern const wp_module* const acting_module;

}  // namespace watchpost::test
