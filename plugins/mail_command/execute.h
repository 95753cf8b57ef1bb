// Carries out what was decided and journaled, line by line.
#pragma once

#include "lines.h"

#include <vector>

namespace watchpost::mail_command {

// The results in the order of the slots. `changes`: to be committed with the answer. Under the turn of
// desk::points; all references outlive the task.
mail::net::task<std::vector<line_result>> carry_out(desk& d, const request& r, const std::vector<slot>& slots,
                                                    const point_names& names, const voice& v, edits& changes);

// After a restart: what became of one step. Nothing is operated.
mail::net::task<line_result> find_out(desk& d, const armed& step, const point_names& names, edits& changes);

}  // namespace watchpost::mail_command
