#include "time.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace watchpost::mail {

std::string date_and_time(std::chrono::sys_seconds at, char between) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
  std::tm parts{};
#if defined(_WIN32)
  gmtime_s(&parts, &seconds);
#else
  gmtime_r(&seconds, &parts);
#endif
  const std::array<char, 10> form{'%', 'Y', '-', '%', 'm', '-', '%', 'd', between, '\0'};
  std::array<char, 40> text{};
  std::size_t size = std::strftime(text.data(), text.size(), form.data(), &parts);
  size += std::strftime(text.data() + size, text.size() - size, "%H:%M:%S", &parts);
  return {text.data(), size};
}

std::string zone_text(int minutes_east) {
  std::array<char, 16> text{};
  const int away = std::abs(minutes_east) % 6000;
  const int size = std::snprintf(text.data(), text.size(), "%c%02d:%02d", minutes_east < 0 ? '-' : '+',
                                 away / 60, away % 60);
  return {text.data(), static_cast<std::size_t>(size)};
}

std::string utc_text(std::int64_t wall_ms) {
  using namespace std::chrono;
  return date_and_time(floor<seconds>(sys_time<milliseconds>(milliseconds(wall_ms))), 'T') + 'Z';
}

}  // namespace watchpost::mail
