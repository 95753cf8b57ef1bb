// Names of folders on the wire: modified UTF-7 (RFC 3501 section 5.1.3).
//
//   to_modified_utf7("Entwürfe")        // "Entw&APw-rfe"
//   from_modified_utf7("Entw&APw-rfe")  // "Entwürfe"
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail::imap {

// Nothing when the text is not UTF-8 (RFC 3629).
std::optional<std::string> to_modified_utf7(std::string_view utf8);

// Nothing when it is none, or not in the one form that the RFC allows for the text.
std::optional<std::string> from_modified_utf7(std::string_view wire);

}  // namespace watchpost::mail::imap
