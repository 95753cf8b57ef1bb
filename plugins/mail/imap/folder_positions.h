// Up to where several folders were read, as the text of a mail::position:
// "folders 1;Junk=7:120;Old%20mail=9:4".
#pragma once

#include "position.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::mail::imap {

inline constexpr std::size_t max_folder_name = 500;  // bytes on the wire

// By the name on the wire, which has no more than max_folder_name bytes; at most max_folders.
using folder_positions = std::map<std::string, numbering>;

std::string to_position(const folder_positions& all);  // never empty
std::optional<folder_positions> parse_folder_positions(std::string_view text);

}  // namespace watchpost::mail::imap
