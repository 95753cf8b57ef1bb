// Reads the header of a stored message (RFC 5322), no more of it than the sandbox needs.
//
//   header_value(bytes, "Subject")  // first field of that name, unfolded
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::sandbox {

// The header with the empty line that ends it, and the rest.
std::string_view header_part(std::string_view message);
std::string_view body_part(std::string_view message);

// One field with its line ends as they are: "Subject: a\r\n b\r\n".
std::vector<std::string_view> header_fields(std::string_view message);
std::string_view field_name(std::string_view field);
std::string field_value(std::string_view field);  // unfolded and trimmed

std::optional<std::string> header_value(std::string_view message, std::string_view name);
// Some field `name` holds `part`, ignoring case. An empty `part`: the field exists.
bool header_contains(std::string_view message, std::string_view name, std::string_view part);

}  // namespace watchpost::sandbox
