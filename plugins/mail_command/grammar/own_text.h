// What the plugin writes into its letters so that it is never a command when it comes back, however it is
// quoted: a mark at the front of each mail, and lines to be copied that are no commands as they stand.
#pragma once

#include "language.h"

#include <string>
#include <string_view>

namespace watchpost::mail_command::grammar {

// "[watchpost:0123456789ab]"; `digest` has 12 hexadecimal digits or more.
std::string own_mark(std::string_view digest);

// Shows what is to be sent back: "    to send back: confirm K7QF-3MZX-9TRA".
std::string shown_to_copy(std::string_view words, language in);

// Whether a line, folded, is of a mail of ours: it holds a mark, or is one of the answer's lines ("200
// done: ..."), behind any signs of a quotation.
bool is_own_text(std::string_view folded);

}  // namespace watchpost::mail_command::grammar
