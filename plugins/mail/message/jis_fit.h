// What ISO-2022-JP (RFC 1468) has under another name.
#pragma once

#include <string>
#include <string_view>

namespace watchpost::mail::message {

// Half-width kana become full-width, with their voice marks; Microsoft's waves, dashes and signs of money
// become those of JIS X 0208. Everything else stays.
std::string fit_for_jis(std::string_view utf8);

}  // namespace watchpost::mail::message
