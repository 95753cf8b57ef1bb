#include "engine/time_text.h"

#include <fmt/format.h>

#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>

namespace watchpost::engine {
namespace {

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
