// duration.h - time spans as people write and read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::engine {

/// "500ms" "30s" "5m" "1h30m" "14d" (largest unit first, each once) or "0", in milliseconds; nullopt: not a
/// duration.
std::optional<std::int64_t> parse_duration(std::string_view text);

/// The shortest spelling that parse_duration() reads back: 5400000 -> "1h30m".
std::string duration_text(std::int64_t ms);

/// For tables, at most two units: "412 ms", "3.2 s", "4m 05s", "2h 10m", "3d 4h".
std::string short_duration(std::int64_t ms);

}  // namespace watchpost::engine
