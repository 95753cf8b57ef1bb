#include "header.h"

#include "mail/failure.h"
#include "mail/text/ascii.h"
#include "mail/text/split.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace watchpost::mail::message {

namespace {

using ascii::is_blank;
using ascii::same_word;

// Cuts the next field off `rest`, which begins no empty line.
header_field take_field(std::string_view& rest) {
  const std::string_view text = rest;
  const std::string_view line = take_line(rest);
  while (!rest.empty() && is_blank(rest.front())) take_line(rest);
  header_field out;
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return out;
  std::string_view name = line.substr(0, colon);
  while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
  out.strict = name.size() == colon;
  if (std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f; })) out.name = name;
  out.folded = text.substr(colon + 1, text.size() - rest.size() - colon - 1);
  return out;
}

}  // namespace

std::string header_field::unfolded() const {
  std::string out;
  for (std::string_view rest = folded; !rest.empty();) out += take_line(rest);
  return out;
}

header_fields::header_fields(std::string_view text) {
  for (std::string_view rest = text; !rest.empty();) {
    std::string_view ahead = rest;
    if (take_line(ahead).empty()) break;
    all_.push_back(take_field(rest));
  }
}

std::vector<std::string> header_fields::bodies(std::string_view name, std::size_t most) const {
  std::vector<std::string> found;
  for (const header_field& f : all_) {
    if (found.size() >= most) break;
    if (!name.empty() && same_word(f.name, name)) found.emplace_back(trimmed(f.unfolded()));
  }
  return found;
}

std::optional<std::string> header_fields::body(std::string_view name, std::size_t nth) const {
  auto found = bodies(name, nth + 1);
  if (found.size() <= nth) return std::nullopt;
  return std::move(found.back());
}

std::optional<std::string> field(std::string_view header, std::string_view name, std::size_t nth) {
  return header_fields(header).body(name, nth);
}

std::string one_line(std::string_view body) {
  std::string out;
  for (const char c : trimmed(body)) {
    if (!is_blank(c))
      out += c;
    else if (!out.ends_with(' '))
      out += ' ';
  }
  return printable(out);
}

std::string_view header_block(std::string_view text) {
  auto rest = text;
  while (!rest.empty() && !take_line(rest).empty()) {
  }
  return text.substr(0, text.size() - rest.size());
}

std::optional<std::int64_t> received_at(const header_fields& header) {
  const auto received = header.body("Received");
  if (!received) return std::nullopt;
  const auto semicolon = received->rfind(';');
  if (semicolon == std::string::npos) return std::nullopt;
  return parse_date(std::string_view{*received}.substr(semicolon + 1));
}

namespace {

using ascii::is_alpha;
using ascii::is_digit;
using ascii::same_word;

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct named_zone {
  std::string_view name;
  int hours;
};
// RFC 5322 section 4.3. Every other alphabetic zone counts as -0000, also by that section.
constexpr std::array<named_zone, 8> zones{
    {{"EDT", -4}, {"EST", -5}, {"CDT", -5}, {"CST", -6}, {"MDT", -6}, {"MST", -7}, {"PDT", -7}, {"PST", -8}}};

// Takes tokens off a date-time; blanks, folds and comments between them do not count (RFC 5322 section 4.3).
class cursor {
 public:
  explicit cursor(std::string_view text) : text_(text) { skip(); }

  bool at_end() const { return text_.empty(); }

  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    skip();
    return true;
  }

  // A number of `least` to `most` digits, at most 9.
  std::optional<int> number(std::size_t least, std::size_t most) {
    int value = 0;
    std::size_t count = 0;
    for (; count < text_.size() && count <= most && is_digit(text_[count]); ++count)
      if (count < most) value = value * 10 + (text_[count] - '0');
    if (count < least || count > most) return std::nullopt;
    digits_ = count;
    text_.remove_prefix(count);
    skip();
    return value;
  }
  std::size_t digits() const { return digits_; }  // of the last number

  std::string_view word() {
    const auto end = std::find_if_not(text_.begin(), text_.end(), is_alpha);
    const auto found = text_.substr(0, static_cast<std::size_t>(end - text_.begin()));
    text_.remove_prefix(found.size());
    skip();
    return found;
  }

 private:
  void skip() {
    std::size_t depth = 0, i = 0;
    for (; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '(')
        ++depth;
      else if (c == ')' && depth > 0)
        --depth;
      else if (c == '\\' && depth > 0)
        ++i;
      else if (depth == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n')
        break;
    }
    text_.remove_prefix(std::min(i, text_.size()));
  }

  std::string_view text_;
  std::size_t digits_ = 0;
};

template <std::size_t N>
std::optional<unsigned> index_of(const std::array<std::string_view, N>& names, std::string_view word) {
  for (unsigned i = 0; i < N; ++i)
    if (same_word(names[i], word)) return i;
  return std::nullopt;
}

std::optional<std::chrono::sys_days> take_day(cursor& in) {
  if (const auto weekday = in.word(); !weekday.empty() && (!index_of(days, weekday) || !in.take(',')))
    return std::nullopt;
  const auto day = in.number(1, 2);
  if (!day) return std::nullopt;
  const auto month = index_of(months, in.word());
  if (!month) return std::nullopt;
  auto year = in.number(2, 4);
  if (!year) return std::nullopt;
  if (in.digits() == 2) *year += *year < 50 ? 2000 : 1900;  // section 4.3
  if (in.digits() == 3) *year += 1900;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{*month + 1},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *year < 1900) return std::nullopt;
  return std::chrono::sys_days{date};
}

std::optional<int> take_seconds(cursor& in) {
  const auto hour = in.number(1, 2);
  if (!hour || *hour > 23 || !in.take(':')) return std::nullopt;
  const auto minute = in.number(2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  std::optional<int> second{0};
  if (in.take(':')) second = in.number(2, 2);
  if (!second || *second > 60) return std::nullopt;  // 60: a leap second
  return (*hour * 60 + *minute) * 60 + *second;
}

std::optional<int> take_zone_seconds(cursor& in) {
  const bool west = in.take('-');
  if (west || in.take('+')) {
    const auto hhmm = in.number(4, 4);
    if (!hhmm || *hhmm % 100 > 59) return std::nullopt;
    const int seconds = (*hhmm / 100 * 60 + *hhmm % 100) * 60;
    return west ? -seconds : seconds;
  }
  const auto word = in.word();
  if (word.empty()) return std::nullopt;
  for (const auto& zone : zones)
    if (same_word(zone.name, word)) return zone.hours * 3600;
  return 0;
}

}  // namespace

std::optional<std::int64_t> parse_date(std::string_view text) {
  cursor in{text};
  const auto day = take_day(in);
  if (!day) return std::nullopt;
  const auto time = take_seconds(in);
  if (!time) return std::nullopt;
  const auto zone = take_zone_seconds(in);
  if (!zone || !in.at_end()) return std::nullopt;
  return std::chrono::seconds{day->time_since_epoch()}.count() + *time - *zone;
}

std::string format_date(std::int64_t wall_seconds) {
  constexpr std::int64_t first = -2'208'988'800;  // 1900-01-01
  constexpr std::int64_t last = 253'402'300'799;  // 9999-12-31T23:59:59
  const std::chrono::sys_seconds when{std::chrono::seconds{std::clamp(wall_seconds, first, last)}};
  const auto midnight = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss time{when - midnight};
  std::array<char, 40> out{};
  const int size =
      std::snprintf(out.data(), out.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
                    days[std::chrono::weekday{midnight}.c_encoding()].data(),
                    static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1].data(),
                    static_cast<int>(date.year()), static_cast<int>(time.hours().count()),
                    static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  return {out.data(), static_cast<std::size_t>(size)};
}

}  // namespace watchpost::mail::message
