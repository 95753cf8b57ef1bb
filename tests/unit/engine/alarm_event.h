// alarm_event.h - an event as a host raises it when an alarm begins.
#pragma once

#include "engine/events.h"

#include <string>
#include <utility>

namespace watchpost::test {

inline engine::event alarm_event(std::string key, std::string source = "pump1") {
  return {.kind = engine::event_kind::point_raised,
          .key = std::move(key),
          .source = std::move(source),
          .title = "Pump 1",
          .state = abi::state::critical,
          .former_state = abi::state::ok,
          .text = "pressure is above 8 bar",
          .value = "8.4 bar",
          .wall_ms = 1'700'000'000'123,
          .alarm = "pump1/17"};
}

}  // namespace watchpost::test
