// duration.h - time spans and points of time as people write and read them.
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

/// RFC 3339 in UTC with milliseconds: "2024-05-01T12:00:00.250Z".
std::string utc_text(std::int64_t wall_ms);

/// "2024-05-01 14:00:00" (local time) or "2024-05-01T12:00:00Z" (UTC; milliseconds are ignored), as wall ms;
/// nullopt: neither.
std::optional<std::int64_t> parse_time(std::string_view text);

/// Local time for people: "2024-05-01 14:00:00".
std::string local_text(std::int64_t wall_ms);

}  // namespace watchpost::engine
