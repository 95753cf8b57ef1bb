// text.h - small helpers for text that crosses the ABI or reaches a person.
#pragma once

#include <watchpost/cpp/text.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchpost::engine {

using abi::to_abi;
using abi::view;

/// Makes foreign text safe to show: valid UTF-8, no control characters (each becomes a space), at most
/// `limit` bytes.
std::string one_line(std::string_view text, std::size_t limit = 4096);

/// The candidate that a person most likely meant, or empty when none is near (by edit distance).
std::string near_match(std::string_view word, std::span<const std::string> candidates);

/// ", did you mean 'x'?" or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// "a, b, c"
std::string join(std::span<const std::string> parts, std::string_view separator = ", ");

/// Shell-like quoting for messages: 'value', shortened when it is very long.
std::string in_quotes(std::string_view value);

/// Columns that a terminal needs for UTF-8 text (East Asian wide characters count two).
std::size_t display_width(std::string_view text);

/// At most `columns` wide; "…" marks a cut.
std::string fit(std::string_view text, std::size_t columns);

}  // namespace watchpost::engine
