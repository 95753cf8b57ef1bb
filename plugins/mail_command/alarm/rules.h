// Who is told of which alarm, from the settings:
//
//   alarm.to     duty@example.org                    number 1; up to five
//   alarm.to     plant@example.org                   number 2
//   alarm.point  pump*  to=1,2 hold_off=30s repeat=15m recovery=no
//   alarm.point  "Front door*"  off
//   alarm.point  monitor:mail*  to=2 at=critical
//
// The first row whose pattern fits counts, for what it does not say the settings in common. Without a row, or
// without `to=`, the first three addresses are told. docs/mail_command/alarms.md has the grammar.
#pragma once

#include "mail_command/rows/row.h"

#include <watchpost/cpp/event.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::alarm {

inline constexpr std::size_t most_alarm_addresses = 5, most_addresses_of_a_point = 3;

// As the settings have them.
struct alarm_rows {
  bool enabled = true;
  std::vector<std::string> to, points;
  bool monitors = true;
  std::chrono::milliseconds hold_off{}, repeat{};
  bool recovery = true;
};

// How one alarm is told.
struct alarm_terms {
  std::vector<std::string> to;  // addresses
  std::chrono::milliseconds hold_off{};
  std::chrono::milliseconds repeat{};  // 0: never
  bool recovery = true;
  bool critical_only = false;  // of monitors
};

struct alarm_rule {
  bool of_monitor = false;
  std::string pattern;
  bool off = false;
  std::vector<std::size_t> to;  // places in `addresses`
  std::optional<std::chrono::milliseconds> hold_off, repeat;
  std::optional<bool> recovery;
  bool critical_only = false;
};

struct alarm_rules {
  bool enabled = true;
  std::vector<std::string> addresses;
  std::vector<alarm_rule> rules;
  bool monitors = true;
  std::chrono::milliseconds hold_off{}, repeat{};
  bool recovery = true;

  // Nothing: nobody is told.
  std::optional<alarm_terms> of(abi::event_kind kind, std::string_view source) const;
};

// Rows that have a fault that is no warning are left out.
alarm_rules read_alarm_rules(const alarm_rows& from, std::vector<rows::fault>& faults);

}  // namespace watchpost::mail_command::alarm
