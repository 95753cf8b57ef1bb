// Parsed commands and faults as one line of text each, for the expectations of tests.
#pragma once

#include "mail_command/grammar/parse.h"

#include <string>
#include <vector>

namespace watchpost::mail_command::grammar {

inline std::string told(const time_of_day& t) {
  std::string out = t.tomorrow ? "tomorrow+" : "";
  if (t.day)
    out += std::to_string(int(t.day->year())) + "/" + std::to_string(unsigned(t.day->month())) + "/" +
           std::to_string(unsigned(t.day->day())) + "+";
  return out + std::to_string(t.minute / 60) + ":" + std::to_string(t.minute % 60);
}

// "on pump1,pump2 for 600000"
inline std::string told(const command& c) {
  std::string out(name(c.action));
  for (const auto& p : c.points) out += (&p == c.points.data() ? " " : ",") + p.folded;
  if (c.action == verb::set) out += " = " + c.value;
  if (c.lasting) out += " for " + std::to_string(c.lasting->count());
  if (c.until) out += " until " + told(*c.until);
  if (c.before) out += " before " + told(*c.before);
  if (c.dry_run) out += " dry";
  if (!c.code.empty()) out += " code " + c.code;
  return out;
}

inline std::string told(const fault& f) {
  std::string out = "! " + std::string(name(f.kind));
  for (const auto& m : f.meant) out += " <" + m + ">";
  return out;
}

inline parsed read(const std::vector<std::string>& lines, const grammar_options& options = {},
                   std::string_view subject = {}) {
  return parse(subject, lines, options);
}

// Of a text of one line.
inline std::string told(const std::string& line) {
  const parsed p = read({line});
  if (p.commands.size() + p.faults.size() != 1)
    return std::to_string(p.commands.size()) + " commands, " + std::to_string(p.faults.size()) + " faults";
  return p.commands.empty() ? told(p.faults[0]) : told(p.commands[0]);
}

}  // namespace watchpost::mail_command::grammar
