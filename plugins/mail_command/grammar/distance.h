// "Did you mean": which of some words are near to one that is wrong.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace watchpost::mail_command::grammar {

// Inserted, removed, replaced and swapped neighbouring code points between two texts (optimal string
// alignment); `most + 1` when it is more than `most`. Costs at most 64 * 64 steps: longer texts are cut.
std::size_t distance(std::string_view a, std::string_view b, std::size_t most);

// How far a word may be off and still be taken for a slip of `word`: 1 up to 4 code points, 2 beyond; none of
// a single one.
std::size_t tolerance(std::string_view word);

}  // namespace watchpost::mail_command::grammar
