// The arguments of MAIL and RCPT (RFC 5321 section 4.1.2), without sockets.
//
//   auto path = parse_path("FROM:<a@b.example> SIZE=100", "FROM:");
//   path->address        // "a@b.example"
//   path->parameters[0]  // {"SIZE", "100"}
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace watchpost::sandbox {

struct smtp_path {
  std::string address{};                                          // empty: <>
  std::vector<std::pair<std::string, std::string>> parameters{};  // keywords in upper case
};

// Source routes are dropped. Nothing when the argument is malformed.
std::optional<smtp_path> parse_path(std::string_view argument, std::string_view keyword);

// The domain or address literal of EHLO and HELO.
bool is_helo_name(std::string_view name);

}  // namespace watchpost::sandbox
