// listening_plugin.h - a notifier that does with events as the test says. It is never polled.
#pragma once

#include <watchpost/cpp/plugin.hpp>

#include <functional>
#include <string>
#include <vector>

namespace watchpost::test {

/// One event as an instance saw it.
struct heard_event {
  std::string instance;
  plugin::event what;
};

struct audience {
  std::vector<heard_event> heard;
  int refuse = 0;     ///< so many events are refused first
  bool hold = false;  ///< keeps the ops in `held`, until the test answers or they are cancelled
  bool deaf = false;  ///< does not even answer a cancellation
  bool refuse_activation = false;
  bool stateful = false;  ///< the latest instance was offered wp.state/1
  std::vector<plugin::op> held;
  std::function<void(const heard_event&)> on_event;

  std::string keys() const {
    std::string out;
    for (const auto& h : heard) out += (out.empty() ? "" : " ") + h.what.key;
    return out;
  }
};
audience& hall();

extern const wp_module* const listening_module;

}  // namespace watchpost::test
