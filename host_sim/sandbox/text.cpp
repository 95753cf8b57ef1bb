#include "text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace watchpost::sandbox {
namespace {

constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct civil_time {
  int year, hour, minute, second;
  unsigned month, day, weekday;
};

civil_time civil(wall_time t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(t - day)};
  return {.year = static_cast<int>(date.year()),
          .hour = static_cast<int>(clock.hours().count()),
          .minute = static_cast<int>(clock.minutes().count()),
          .second = static_cast<int>(clock.seconds().count()),
          .month = static_cast<unsigned>(date.month()),
          .day = static_cast<unsigned>(date.day()),
          .weekday = std::chrono::weekday{day}.c_encoding()};
}

}  // namespace

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = lower(c);
  return out;
}

std::string upper(std::string_view s) {
  std::string out(s);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

bool iequals(std::string_view a, std::string_view b) { return a.size() == b.size() && istarts_with(a, b); }

bool istarts_with(std::string_view s, std::string_view prefix) {
  if (s.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (lower(s[i]) != lower(prefix[i])) return false;
  }
  return true;
}

bool icontains(std::string_view s, std::string_view part) {
  return std::search(s.begin(), s.end(), part.begin(), part.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != s.end() ||
         part.empty();
}

std::string_view trim(std::string_view s) {
  const auto first = s.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return s.substr(first, s.find_last_not_of(" \t") - first + 1);
}

std::string_view take_word(std::string_view& rest) {
  const auto end = rest.find(' ');
  const auto word = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return word;
}

std::optional<std::uint32_t> parse_number(std::string_view s) {
  std::uint32_t value = 0;
  const auto [end, problem] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (problem != std::errc{} || end != s.data() + s.size()) return std::nullopt;
  return value;
}

bool glob_match(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && lower(pattern[p]) == lower(text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string rfc5322_date(wall_time t) {
  const civil_time c = civil(t);
  std::array<char, 64> out{};
  std::snprintf(out.data(), out.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000", days[c.weekday], c.day,
                months[c.month - 1], c.year, c.hour, c.minute, c.second);
  return out.data();
}

std::string imap_date(wall_time t) {
  const civil_time c = civil(t);
  std::array<char, 64> out{};
  std::snprintf(out.data(), out.size(), "%02u-%s-%04d %02d:%02d:%02d +0000", c.day, months[c.month - 1],
                c.year, c.hour, c.minute, c.second);
  return out.data();
}

std::optional<std::int64_t> parse_imap_day(std::string_view s) {
  const auto dash = s.find('-');
  if (dash == std::string_view::npos || s.size() != dash + 9 || s[dash + 4] != '-') return std::nullopt;
  const auto day = parse_number(s.substr(0, dash));
  const auto year = parse_number(s.substr(dash + 5));
  const auto month = std::find_if(months.begin(), months.end(),
                                  [&](const char* m) { return iequals(m, s.substr(dash + 1, 3)); });
  if (!day || !year || month == months.end()) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year{static_cast<int>(*year)},
      std::chrono::month{static_cast<unsigned>(month - months.begin()) + 1}, std::chrono::day{*day}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

std::int64_t day_of(wall_time t) {
  return std::chrono::floor<std::chrono::days>(t).time_since_epoch().count();
}

}  // namespace watchpost::sandbox
