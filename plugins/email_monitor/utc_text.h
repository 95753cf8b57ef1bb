// Wall time for people: "2026-11-22T10:13:20Z".
#pragma once

#include <array>
#include <cstdint>
#include <ctime>
#include <string>

namespace watchpost::email_monitor {

inline std::string utc_text(std::int64_t wall_ms) {
  const auto seconds = static_cast<std::time_t>(wall_ms / 1000);
  std::tm parts{};
#if defined(_WIN32)
  gmtime_s(&parts, &seconds);
#else
  gmtime_r(&seconds, &parts);
#endif
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

}  // namespace watchpost::email_monitor
