// What the lines of a mail are to lead to: decided before anything is done, so that all that is to be done
// once can be journaled first.
#pragma once

#include "mail_command/grammar/match.h"
#include "mail_command/grammar/parse.h"
#include "mail_command/journal/request.h"
#include "mail_command/reply/line_result.h"
#include "mail_command/reply/transcript.h"
#include "mail_command/runtime/context.h"

#include <optional>
#include <string>
#include <vector>

namespace watchpost::mail_command::decide {

// One place in the answer, in the order of the mail.
struct slot {
  enum class kind : std::uint8_t {
    told,      // decided: `said`
    look,      // help, list, get, status: `ask`, looked up when its turn comes
    step,      // steps[step] of the request
    rehearse,  // a dry run of `trial`
  };
  kind form = kind::told;
  std::size_t line = 0;  // of the mail
  reply::line_result said;
  grammar::command ask;
  std::size_t step = 0;
  journal::armed trial;
};

struct decided {
  std::vector<slot> slots;
  std::vector<journal::armed> steps;
  plugin::edits changes;  // of the codes that are used up; durable before the steps
  std::vector<std::pair<std::string, journal::revert>> returning;  // by key: durable before the steps
  std::optional<journal::pending_confirmation>
      pending;  // what waits for a code, which is mailed in the answer
};

// Most operations of one mail.
inline constexpr std::size_t most_steps = 100;

// Moves nothing. Changes the durable state in memory where it returns edits. Under the lock of context::points.
decided decide(runtime::context& ctx, const grammar::parsed& text, const journal::correspondence& mail,
               const identity::assessment& author, const grammar::point_names& names);

// What a command that moves nothing asks for, of the points that the author may read.
std::vector<reply::line_result> look_up(runtime::context& ctx, const grammar::command& c,
                                        const identity::assessment& author, const grammar::point_names& names,
                                        const reply::voice& v);

}  // namespace watchpost::mail_command::decide
