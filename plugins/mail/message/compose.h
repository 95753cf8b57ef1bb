// A plain-text message (RFC 5322, 7-bit) from its parts.
#pragma once

#include "encode.h"
#include "mail/failure.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::mail::message {

struct draft {
  std::string from;  // addr-spec
  std::vector<std::string> to;
  std::string subject;                                      // ASCII, or UTF-8 with a charset
  std::string message_id;                                   // without <>
  std::int64_t date = 0;                                    // wall seconds
  std::vector<std::pair<std::string, std::string>> fields;  // further header fields, ASCII
  std::string body;                                         // likewise; '\n' or CRLF lines
  // Of subject and body, see encode.h; nothing: all ASCII.
  std::optional<text_charset> charset = std::nullopt;
};

// CRLF lines, folded below 78 characters where possible, never above 998. cause::internal names the part that
// holds CR, LF, NUL or, where no charset is named, a non-ASCII byte.
result<std::string> compose(const draft& d);

}  // namespace watchpost::mail::message
