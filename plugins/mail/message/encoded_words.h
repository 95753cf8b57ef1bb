// Unstructured header fields back to UTF-8 (RFC 2047), as they come.
#pragma once

#include <string>
#include <string_view>

namespace watchpost::mail::message {

struct charset;

// `body` unfolded, as field() gives it. Words in a row are joined before they are decoded, as writers cut
// characters in two; blanks between them are dropped, and none need be there. Raw 8-bit text and raw
// ISO-2022-JP are read as what they are guessed to be, else as `otherwise` (nullptr: UTF-8 with U+FFFD).
// Words in a charset that is not read here stay as they are.
std::string decode_words(std::string_view body, const charset* otherwise = nullptr);

}  // namespace watchpost::mail::message
