// What became of one line of a mail, ready to be told.
//
//   line_result r = came_of(c, info, operated);         // from the host
//   line_result r = not_understood(f);                  // from the parser
//   line_result r = line_of(c, reply::not_allowed);     // from anybody
#pragma once

#include "mail_command/grammar/command.h"
#include "mail_command/grammar/fault.h"
#include "mail_command/grammar/match.h"
#include "reply_code.h"

#include <watchpost/cpp/point_values.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::mail_command::reply {

// A command on several points has one for each of them, in a row.
struct line_result {
  std::size_t line = 0;  // as in command
  std::string source{};  // likewise
  reply_code code = reply_code::done;

  std::optional<point::info> about{};  // none: no single point
  point::sample now{};                 // reply::value: how it is
  point::sample before{}, after{};     // of an operation; `after` is read back
  point::value asked{};
  std::string readback{};  // id of the point that `after` was read from, when it is another one

  std::int64_t reverts_ms = 0;   // wall; it will go back then; 0: it stays
  std::int64_t given_up_ms = 0;  // wall; it was to go back then, and will not any more; 0: it was not to
  std::int64_t expires_ms = 0;   // wall; of mailed_code
  std::string mailed_code{};     // reply::confirm, second_person: to be sent back
  std::optional<grammar::fault_kind> fault{};  // of a line that is no command
  std::string word{};                          // the one that is wrong
  std::vector<std::string> meant{};            // "did you mean"
  std::string text{};                          // somebody's own words in addition, one line
  std::string block{};                         // several lines after it: a list, the help text
  std::string grounds{};                       // of a refusal: for the audit log, not for the answer
};

line_result line_of(const grammar::command& c, reply_code code);
line_result line_of(const grammar::command& c, reply_code code, const point::info& about);
line_result not_understood(const grammar::fault& f);
line_result not_found(const grammar::command& c, const grammar::pattern& p, const grammar::matched& m);
line_result has_value(const grammar::command& c, const point::info& about, const point::sample& now);

// Of operate() and acknowledge().
line_result came_of(const grammar::command& c, const point::info& about, const point::operated& came);

}  // namespace watchpost::mail_command::reply
