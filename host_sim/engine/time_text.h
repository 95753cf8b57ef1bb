// time_text.h - points of time as people and programs write and read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchpost::engine {

/// RFC 3339 in UTC with milliseconds: "2024-05-01T12:00:00.250Z".
std::string utc_text(std::int64_t wall_ms);

/// "2024-05-01 14:00:00" (local time) or "2024-05-01T12:00:00Z" (UTC; milliseconds are ignored), as wall ms;
/// nullopt: neither.
std::optional<std::int64_t> parse_time(std::string_view text);

/// Local time for people: "2024-05-01 14:00:00".
std::string local_text(std::int64_t wall_ms);

}  // namespace watchpost::engine
