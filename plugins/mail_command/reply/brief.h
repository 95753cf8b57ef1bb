// An answer that is too long to be mailed, cut to what it must say: the code of each line, on which point
// something may have moved, when it goes back, and the codes that are to be sent back.
#pragma once

#include "line_result.h"

#include <span>
#include <vector>

namespace watchpost::mail_command::reply {

std::vector<line_result> brief(std::span<const line_result> lines);

}  // namespace watchpost::mail_command::reply
