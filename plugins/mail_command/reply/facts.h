// How the instance itself is, as named facts for people.
#pragma once

#include "mail_command/runtime/context.h"
#include "transcript.h"

#include <string>
#include <utility>
#include <vector>

namespace watchpost::mail_command::reply {

std::vector<std::pair<grammar::bilingual, std::string>> facts_of(const runtime::context& ctx, const voice& v);

}  // namespace watchpost::mail_command::reply
