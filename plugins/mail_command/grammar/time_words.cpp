#include "time_words.h"

#include "mail/text/ascii.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace watchpost::mail_command::grammar {
namespace {

using namespace std::chrono;

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

void skip_blanks(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
}

// Of `least` to `most` digits; at most 9.
std::optional<int> number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t count = 0;
  int value = 0;
  for (; count < text.size() && mail::ascii::is_digit(text[count]); ++count)
    if (count < most) value = value * 10 + (text[count] - '0');
  if (count < least || count > most) return std::nullopt;
  text.remove_prefix(count);
  return value;
}

struct unit {
  std::string_view word;
  std::int64_t seconds;
};
// Longer words before those that they begin with.
constexpr std::array<unit, 22> units{
    {{"seconds", 1},  {"second", 1},  {"secs", 1},   {"sec", 1},   {"s", 1},    {"秒", 1},
     {"minutes", 60}, {"minute", 60}, {"mins", 60},  {"min", 60},  {"m", 60},   {"分", 60},
     {"hours", 3600}, {"hour", 3600}, {"hrs", 3600}, {"hr", 3600}, {"h", 3600}, {"時間", 3600},
     {"days", 86400}, {"day", 86400}, {"d", 86400},  {"日", 86400}}};

std::optional<year_month_day> take_date(std::string_view& text) {
  auto rest = text;
  const auto y = number(rest, 4, 4);
  if (!y || rest.empty() || (rest.front() != '-' && rest.front() != '/')) return std::nullopt;
  const char between = rest.front();
  rest.remove_prefix(1);
  const auto m = number(rest, 1, 2);
  if (!m || !rest.starts_with(between)) return std::nullopt;
  rest.remove_prefix(1);
  const auto d = number(rest, 1, 2);
  if (!d) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  text = rest;
  return date;
}

enum class half : std::uint8_t { none, am, pm };

// Nothing: no minute of a day.
std::optional<int> minute_of(int hour, int minute, half which) {
  if (minute > 59) return std::nullopt;
  if (which != half::none) {
    if (hour > 12) return std::nullopt;
    hour = hour % 12 + (which == half::pm ? 12 : 0);
  }
  const int total = hour * 60 + minute;
  return total <= 24 * 60 ? std::optional(total) : std::nullopt;
}

std::optional<int> take_clock(std::string_view& text) {
  half which = half::none;
  if (take(text, "午前")) which = half::am;
  if (which == half::none && take(text, "午後")) which = half::pm;
  const auto hour = number(text, 1, 2);
  if (!hour) return std::nullopt;
  int minute = 0;
  bool written = false;
  if (take(text, ":")) {
    const auto m = number(text, 2, 2);
    if (!m) return std::nullopt;
    minute = *m;
    written = true;
  } else if (take(text, "時")) {
    written = true;
    if (take(text, "半")) {
      minute = 30;
    } else if (!text.empty() && mail::ascii::is_digit(text.front())) {
      const auto m = number(text, 1, 2);
      if (!m || !take(text, "分")) return std::nullopt;
      minute = *m;
    }
  }
  skip_blanks(text);
  if (which == half::none && (take(text, "am") || take(text, "a.m."))) which = half::am;
  if (which == half::none && (take(text, "pm") || take(text, "p.m."))) which = half::pm;
  if (!written && which == half::none) return std::nullopt;
  return minute_of(*hour, minute, which);
}

}  // namespace

std::optional<milliseconds> read_duration(std::string_view folded) {
  std::int64_t total = 0, last = INT64_MAX;
  while (!folded.empty()) {
    const auto count = number(folded, 1, 6);
    if (!count) return std::nullopt;
    skip_blanks(folded);
    const auto found =
        std::find_if(units.begin(), units.end(), [&](const unit& u) { return take(folded, u.word); });
    if (found == units.end() || found->seconds >= last) return std::nullopt;
    last = found->seconds;
    total += *count * found->seconds;
    skip_blanks(folded);
  }
  if (total < 1 || total > std::int64_t{most_days} * 86400) return std::nullopt;
  return seconds(total);
}

std::optional<time_of_day> read_time(std::string_view folded) {
  time_of_day out;
  out.day = take_date(folded);
  if (!out.day) out.tomorrow = take(folded, "tomorrow") || take(folded, "明日") || take(folded, "翌日");
  if (out.day || out.tomorrow) {
    (void)take(folded, "の");
    skip_blanks(folded);
  }
  const auto minute = take_clock(folded);
  if (!minute || !folded.empty()) return std::nullopt;
  out.minute = *minute;
  return out;
}

}  // namespace watchpost::mail_command::grammar
