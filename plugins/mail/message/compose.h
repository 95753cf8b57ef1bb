// A plain-text message (RFC 5322, 7-bit) from its parts.
#pragma once

#include "../failure.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace watchpost::mail::message {

struct draft {
  std::string from;  // addr-spec
  std::vector<std::string> to;
  std::string subject;                                      // ASCII
  std::string message_id;                                   // without <>
  std::int64_t date = 0;                                    // wall seconds
  std::vector<std::pair<std::string, std::string>> fields;  // further header fields, ASCII
  std::string body;                                         // ASCII, '\n' or CRLF lines
};

// CRLF lines, folded below 78 characters where possible, never above 998. cause::internal names the part that
// holds CR, LF, NUL or a non-ASCII byte.
result<std::string> compose(const draft& d);

}  // namespace watchpost::mail::message
