// Flowed text (RFC 3676) back to the paragraphs it was.
#pragma once

#include <string>
#include <string_view>

namespace watchpost::mail::message {

// Lines that end in a blank are joined with the next one of the same quote depth; the blanks that the format
// puts in are taken out. Quoted lines keep a '>' per level and a blank. UTF-8 in and out, lines end in '\n'.
std::string unflowed(std::string_view text, bool del_space);

}  // namespace watchpost::mail::message
