// qr_code.h - a text as a QR code for a terminal, two modules a character, with its quiet zone.
#pragma once

#include "engine/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace watchpost::cli {

/// Rows of modules, true where dark; without the quiet zone. A level that lives with 15 % of it unreadable.
abi::expected<std::vector<std::vector<bool>>> qr_modules(const std::string& text);

/// `coloured`: black on white whatever the terminal's colours; otherwise dark modules are drawn in the
/// foreground, as is right where text is dark.
std::string qr_text(const std::vector<std::vector<bool>>& modules, bool coloured);

}  // namespace watchpost::cli
