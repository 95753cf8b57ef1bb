// The transfer encodings of MIME (RFC 2045 section 6) and the Q encoding of RFC 2047, by GMime's coders.
#pragma once

#include <string>
#include <string_view>

namespace watchpost::mail::message {

// In lines of 76 characters that end in '\n'.
std::string to_base64_lines(std::string_view bytes);
std::string to_quoted_printable(std::string_view bytes);

// In one line.
std::string to_base64(std::string_view bytes);

// What is none of the alphabet is skipped.
std::string from_base64(std::string_view text);

// The Q encoding, '_' for a blank. What is no code stays as it is.
std::string from_q(std::string_view text);

}  // namespace watchpost::mail::message
