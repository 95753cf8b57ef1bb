// Carries out what was decided and journaled, line by line.
#pragma once

#include "mail_command/decide/planner.h"

#include <vector>

namespace watchpost::mail_command::act {

// The results in the order of the slots. `changes`: to be committed with the answer. Under the lock of
// context::points; all references outlive the task.
mail::net::task<std::vector<reply::line_result>> carry_out(runtime::context& ctx, const journal::request& r,
                                                           const std::vector<decide::slot>& slots,
                                                           const grammar::point_names& names,
                                                           const reply::voice& v, plugin::edits& changes);

// After a restart: what became of one step. Nothing is operated.
mail::net::task<reply::line_result> find_out(runtime::context& ctx, const journal::armed& step,
                                             const grammar::point_names& names, plugin::edits& changes);

}  // namespace watchpost::mail_command::act
