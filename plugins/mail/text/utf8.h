// UTF-8 from anywhere, made what it should be.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace watchpost::mail {

inline constexpr std::string_view replacement_character = "\xef\xbf\xbd";  // U+FFFD

// The length of the code point at the front of `text`; 0: none, its first byte stands for nothing.
std::size_t utf8_length(std::string_view text);

bool is_utf8(std::string_view text);

// Each byte that is part of no code point becomes U+FFFD.
std::string valid_utf8(std::string_view text);

// At most `most` bytes of its front, no code point cut.
std::string_view utf8_front(std::string_view text, std::size_t most);

}  // namespace watchpost::mail
