#include "syntax.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <utility>

namespace watchpost::mail::imap {

std::optional<std::vector<number_range>> parse_set(std::string_view text) {
  std::vector<number_range> ranges;
  while (true) {
    const auto comma = text.find(',');
    const auto part = text.substr(0, comma);
    const auto colon = part.find(':');
    auto first = to_number(part.substr(0, colon));
    auto last = colon == part.npos ? first : to_number(part.substr(colon + 1));
    if (!first || !last || *first == 0 || *last == 0) return std::nullopt;
    if (*first > *last) std::swap(*first, *last);
    ranges.push_back({*first, *last});
    if (comma == text.npos) return ranges;
    text.remove_prefix(comma + 1);
  }
}

void make_distinct(std::vector<std::uint32_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

std::vector<std::string> to_sets(std::span<const std::uint32_t> numbers, std::size_t max_bytes) {
  std::vector<std::string> sets;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    std::string range = std::to_string(numbers[i]);
    if (end - i > 1) range += ':' + std::to_string(numbers[end - 1]);
    if (!sets.empty() && sets.back().size() + 1 + range.size() <= max_bytes)
      sets.back() += ',' + range;
    else
      sets.push_back(std::move(range));
    i = end;
  }
  return sets;
}

namespace {

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};

std::optional<unsigned> month_number(std::string_view name) {
  if (name.size() != 3) return std::nullopt;
  for (unsigned m = 0; m < months.size(); ++m) {
    bool same = true;
    for (std::size_t i = 0; i < 3; ++i) same = same && (name[i] | 0x20) == months[m][i];
    if (same) return m + 1;
  }
  return std::nullopt;
}

// Digits at a fixed place, not above `most`.
std::optional<int> field(std::string_view text, std::size_t at, std::size_t count, int most) {
  if (at + count > text.size()) return std::nullopt;
  const auto n = to_number(text.substr(at, count));
  if (!n || *n > static_cast<std::uint32_t>(most)) return std::nullopt;
  return static_cast<int>(*n);
}

}  // namespace

std::optional<std::int64_t> parse_internal_date(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  const auto dash = text.find('-');
  if (dash == text.npos || dash == 0 || dash > 2) return std::nullopt;
  const auto day = field(text, 0, dash, 31);
  text.remove_prefix(dash);
  // -Jul-1996 02:44:25 -0700
  if (text.size() != 24 || text[4] != '-' || text[9] != ' ' || text[12] != ':' || text[15] != ':' ||
      text[18] != ' ' || (text[19] != '+' && text[19] != '-'))
    return std::nullopt;
  const auto month = month_number(text.substr(1, 3));
  const auto year = field(text, 5, 4, 9999);
  const auto hour = field(text, 10, 2, 23), minute = field(text, 13, 2, 59), second = field(text, 16, 2, 60);
  const auto east_hours = field(text, 20, 2, 99), east_minutes = field(text, 22, 2, 59);
  if (!day || !month || !year || !hour || !minute || !second || !east_hours || !east_minutes)
    return std::nullopt;

  using namespace std::chrono;
  const year_month_day date{std::chrono::year{*year}, std::chrono::month{*month},
                            std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  const std::int64_t local = sys_days{date}.time_since_epoch().count() * std::int64_t{86'400} + *hour * 3600 +
                             *minute * 60 + *second;
  const std::int64_t east = *east_hours * 3600 + *east_minutes * 60;
  return text[19] == '+' ? local - east : local + east;
}

}  // namespace watchpost::mail::imap
