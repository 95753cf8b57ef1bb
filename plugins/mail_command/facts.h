// How the instance itself is, as named facts for people.
#pragma once

#include "desk.h"
#include "mail_command/answer/transcript.h"

#include <string>
#include <utility>
#include <vector>

namespace watchpost::mail_command {

std::vector<std::pair<bilingual, std::string>> facts_of(const desk& d, const voice& v);

}  // namespace watchpost::mail_command
