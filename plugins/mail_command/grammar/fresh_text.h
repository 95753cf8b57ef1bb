// The lines that the writer of a mail wrote, each with what it is by itself. Quoted text and what the plugin
// wrote ends them.
#pragma once

#include "parse.h"

namespace watchpost::mail_command::grammar {

enum class role : std::uint8_t {
  empty,
  quoted,   // marked by '>'
  passed,   // a greeting, the writer's name, a comment
  closing,  // "Best regards", a line of dashes: behind a command the commands end
  quit,     // they end wherever it stands
  proving,  // who writes: credentials.h
  asking,   // get, list, status, help
  moving,   // operations, confirm, ack: whole sentences about points that are there
  neither,
};

struct fresh_line {
  role kind = role::neither;
  std::size_t number = 0;  // as command::line
  std::string_view text;   // trimmed
  std::string folded;
  command request{};  // asking, moving
  fault wrong{};      // neither; what may be a secret is masked in it
  // asking: names so many things that are no points that it may be a sentence about something else.
  bool is_vague = false;
};

struct fresh_text {
  std::vector<fresh_line> lines;
  ending ended = ending::text;
  language in = language::english;
  std::size_t read = 0;   // without empty and quoted ones
  bool too_many = false;  // more than options.max_lines
};

// `mailed_code` as read_line() has it. What is returned points into `lines`.
fresh_text read_fresh_text(std::span<const std::string> lines, std::string_view mailed_code,
                           const grammar_options& options);

// Looks up the points of a command that moves: it becomes a fault where one is none, or takes no such value.
std::optional<fault> not_meant(command& c, const point_names* points);

}  // namespace watchpost::mail_command::grammar
