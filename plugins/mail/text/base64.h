// Base64 (RFC 4648 section 4) as protocols and records write it: in one line, with its padding. What MIME allows
// beside that is message/transfer.h's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail {

std::string to_base64(std::string_view bytes);

// Nothing where a byte is no digit, padding is missing, or bits are left over.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace watchpost::mail
