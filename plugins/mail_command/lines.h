// What the lines of a mail are to lead to: decided before anything is done, so that all that is to be done
// once can be journaled first.
#pragma once

#include "desk.h"
#include "mail_command/answer/outcome.h"
#include "mail_command/answer/transcript.h"
#include "mail_command/grammar/match.h"
#include "mail_command/grammar/parse.h"
#include "request.h"

#include <optional>
#include <string>
#include <vector>

namespace watchpost::mail_command {

// One place in the answer, in the order of the mail.
struct slot {
  enum class kind : std::uint8_t {
    told,      // decided: `said`
    look,      // help, list, get, status: `ask`, looked up when its turn comes
    step,      // steps[step] of the request
    rehearse,  // a dry run of `trial`
  };
  kind is = kind::told;
  std::size_t line = 0;  // of the mail
  line_result said;
  command ask;
  std::size_t step = 0;
  armed trial;
};

struct decided {
  std::vector<slot> slots;
  std::vector<armed> steps;
  edits changes;  // of the codes that are used up; durable before the steps
  std::vector<std::pair<std::string, revert>> returning;  // by key: durable before the steps
  std::optional<waiting> pending;  // what waits for a code, which is mailed in the answer
};

// Most operations of one mail.
inline constexpr std::size_t most_steps = 100;

// Moves nothing. Changes the books in memory where it returns edits. Under the turn of desk::points.
decided decide(desk& d, const parsed& text, const correspondence& mail, const assessment& author,
               const point_names& names);

// What a command that moves nothing asks for, of the points that the author may read.
std::vector<line_result> look_up(desk& d, const command& c, const assessment& author,
                                 const point_names& names, const voice& v);

}  // namespace watchpost::mail_command
