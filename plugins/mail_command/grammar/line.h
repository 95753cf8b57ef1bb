// One line of the text that is neither a greeting nor the end nor a credential: a command, or what is wrong
// with it.
#pragma once

#include "command.h"
#include "fault.h"

#include <string_view>
#include <variant>

namespace watchpost::mail_command {

// `line` is trimmed and not empty; `number` as in command. `mailed_code`: for a confirm or ack without one.
std::variant<command, fault> read_line(std::string_view line, std::size_t number,
                                       std::string_view mailed_code);

}  // namespace watchpost::mail_command
