// Times for people and records.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace watchpost::mail {

// "2026-11-22 10:13:20", of a time that was moved into the zone it is shown in.
std::string date_and_time(std::chrono::sys_seconds at, char between = ' ');

// "+09:00"
std::string zone_text(int minutes_east);

// RFC 3339: "2026-11-22T10:13:20Z".
std::string utc_text(std::int64_t wall_ms);

}  // namespace watchpost::mail
