// One line of the text: a command, or what is wrong with it. Signs of lists and emphasis are taken away.
#pragma once

#include "command.h"
#include "fault.h"

#include <string_view>
#include <variant>

namespace watchpost::mail_command::grammar {

// `line` is trimmed and not empty; names of points are not looked up; `number` as in command. `mailed_code`:
// for a confirm or ack without one. `suggest`: a fault has "did you mean", which costs most.
std::variant<command, fault> read_line(std::string_view line, std::size_t number,
                                       std::string_view mailed_code, bool suggest = true);

}  // namespace watchpost::mail_command::grammar
