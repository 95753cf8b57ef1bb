// What one line of a mail asks for.
//
//   command c = parse(...).commands.front();
//   if (operates(c.action)) for (const auto& p : c.points) find(p, catalogue) ...
#pragma once

#include "when.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::mail_command::grammar {

enum class verb : std::uint8_t { help, list, get, status, set, on, off, toggle, pulse, ack, confirm };
inline constexpr std::array<std::string_view, 11> verb_names{
    "help", "list", "get", "status", "set", "on", "off", "toggle", "pulse", "ack", "confirm"};
constexpr std::string_view name(verb v) { return verb_names[static_cast<std::size_t>(v)]; }

// Whether it moves an output.
constexpr bool operates(verb v) { return v >= verb::set && v <= verb::pulse; }
// Whether it moves an output or the state of something that waits: it is a whole sentence, or nothing.
constexpr bool moves(verb v) { return operates(v) || v == verb::ack || v == verb::confirm; }

// Names a point by id or title, or several by '*' and '?'.
struct pattern {
  std::string text;    // as written
  std::string folded;  // by mail/message/fold.h
  bool glob = false;   // has '*' or '?'

  bool operator==(const pattern&) const = default;
};

struct command {
  verb action = verb::help;
  std::vector<pattern>
      points;           // get, set to pulse: at least one; list: none is all; status: none is the system
  std::string value{};  // set: as written, one line; value.h makes the point's value of it

  // The point goes back to the value it had: after so long, or then. Never both.
  std::optional<std::chrono::milliseconds> lasting{};  // "for 10m", "10分間"; pulse: its length
  std::optional<time_of_day> until{};   // "until 18:30", "18:30まで"; not carried out later, too
  std::optional<time_of_day> before{};  // "before 18:30", "18:30までに": not carried out later

  bool dry_run = false;
  std::string code{};  // confirm, ack: the mailed code as nonce.h takes it; ack has it or points

  std::size_t line = 0;  // from 1, of the text; 0: the subject
  std::string source{};  // the line without blanks around it, for the answer; codes in it are masked
};

inline constexpr std::size_t most_points = 20;  // patterns of a line
inline constexpr std::chrono::milliseconds most_lasting = std::chrono::hours(24 * most_days);

}  // namespace watchpost::mail_command::grammar
