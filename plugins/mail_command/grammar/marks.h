// Signs that mail programs and people put around a line.
#pragma once

#include <string>
#include <string_view>

namespace watchpost::mail_command::grammar {

// Without the sign or number of a list at its front ("* ", "- ", "• ", "1. ") and without emphasis
// ("**pump1** on", "_pump1 on_"). Text in quotes stays.
std::string without_marks(std::string_view line);
// The sign of the list alone.
std::string_view without_bullet(std::string_view line);

// Nothing but signs, three or more: "---", "* * *".
bool is_separator(std::string_view folded);

// "Word: ..." or "Two words: ...", as headers of mails have it in any language.
bool is_labelled(std::string_view folded);

}  // namespace watchpost::mail_command::grammar
