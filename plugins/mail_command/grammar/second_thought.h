// What people write below their commands, or among them, and what makes it doubtful that they are meant:
// it still speaks of points or operations, or takes something back.
#pragma once

#include <string_view>

namespace watchpost::mail_command::grammar {

class point_names;

// Words that switch, set, confirm or acknowledge, in any form, in English, Japanese and German; not the
// preposition ("on site", "on Monday").
bool names_operation(std::string_view folded);

// "wait", "not", "only if", "やめて", "erst wenn".
bool is_second_thought(std::string_view folded);

// Text that mail systems add on confidentiality: "if" and "not" in it take nothing back.
bool is_disclaimer(std::string_view folded);

// A mailed code anywhere in the line.
bool names_code(std::string_view folded);

// An id or title of a point, as a word. `points` may be null: then none.
bool names_point(std::string_view folded, const point_names* points);

}  // namespace watchpost::mail_command::grammar
