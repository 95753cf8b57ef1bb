#include "engine/duration.h"

#include <watchpost/cpp/values.hpp>

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>

namespace watchpost::engine {
namespace {

struct unit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<unit, 5> units{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

std::tm broken_down(std::int64_t wall_ms, bool utc) {
  const auto seconds = static_cast<std::time_t>(wall_ms / 1000 - (wall_ms % 1000 < 0 ? 1 : 0));
  std::tm out{};
#if defined(_WIN32)
  utc ? gmtime_s(&out, &seconds) : localtime_s(&out, &seconds);
#else
  utc ? gmtime_r(&seconds, &out) : localtime_r(&seconds, &out);
#endif
  return out;
}

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  const auto parsed = values::parse_duration(text);
  if (!parsed) return std::nullopt;
  return parsed->count();
}

std::string duration_text(std::int64_t ms) {
  if (ms <= 0) return "0";
  std::string out;
  for (const auto& u : units) {
    if (ms >= u.ms) out += std::to_string(ms / u.ms) + std::string(u.name), ms %= u.ms;
  }
  return out;
}

std::string short_duration(std::int64_t ms) {
  if (ms < 0) ms = 0;
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 60'000) return fmt::format("{}.{} s", ms / 1000, ms % 1000 / 100);
  const auto s = ms / 1000;
  if (s < 3600) return fmt::format("{}m {:02}s", s / 60, s % 60);
  if (s < 86'400) return fmt::format("{}h {:02}m", s / 3600, s / 60 % 60);
  return fmt::format("{}d {}h", s / 86'400, s / 3600 % 24);
}

std::string utc_text(std::int64_t wall_ms) {
  const auto t = broken_down(wall_ms, true);
  const auto ms = ((wall_ms % 1000) + 1000) % 1000;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
                     t.tm_hour, t.tm_min, t.tm_sec, ms);
}

std::optional<std::int64_t> parse_time(std::string_view text) {
  constexpr std::string_view shortest = "2024-05-01 14:00:00";
  if (text.size() < shortest.size()) return std::nullopt;  // get_time() takes what is there
  const bool utc = text[10] == 'T';
  std::istringstream in{std::string(text)};
  in.imbue(std::locale::classic());
  std::tm t{};
  in >> std::get_time(&t, utc ? "%Y-%m-%dT%H:%M:%S" : "%Y-%m-%d %H:%M:%S");
  if (!in) return std::nullopt;
  std::string rest;
  std::getline(in, rest, '\0');
  if (rest.starts_with('.')) rest.erase(0, rest.find_first_not_of("0123456789", 1));
  if (rest != (utc ? "Z" : "")) return std::nullopt;
  t.tm_isdst = -1;
  const std::tm wanted = t;
#if defined(_WIN32)
  const auto seconds = utc ? _mkgmtime(&t) : std::mktime(&t);
#else
  const auto seconds = utc ? timegm(&t) : std::mktime(&t);
#endif
  // A day that does not exist was carried over.
  if (seconds == -1 || t.tm_mday != wanted.tm_mday || t.tm_mon != wanted.tm_mon) return std::nullopt;
  return std::int64_t{seconds} * 1000;
}

std::string local_text(std::int64_t wall_ms) {
  const auto t = broken_down(wall_ms, false);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
                     t.tm_hour, t.tm_min, t.tm_sec);
}

}  // namespace watchpost::engine
