#include "attempts.h"

#include "mail/text/number.h"

#include <algorithm>
#include <sstream>

namespace watchpost::mail_command::identity {
namespace {

constexpr std::int64_t minute = 60 * 1000, hour = 60 * minute, day = 24 * hour, week = 7 * day;
constexpr std::uint32_t free_tries = 3;
constexpr std::size_t longest_person = 400;
constexpr std::string_view of_codes = "codes ";  // in front of their lines

std::int64_t pause_after(std::uint32_t wrong) {
  if (wrong < free_tries) return 0;
  return std::min(hour, minute << std::min(wrong - free_tries, 10U));
}

// Either way: a clock that was put back must not lock anybody out for the time it went back.
std::int64_t apart(std::int64_t a, std::int64_t b) { return a > b ? a - b : b - a; }

bool is_name(std::string_view who) {
  return !who.empty() && who.size() <= longest_person && who.find('\n') == std::string_view::npos;
}

// The entry of `who`, for which the one that is the oldest makes room.
template <class Map, class Time>
typename Map::mapped_type& entry_of(Map& people, std::string_view who, Time time_of) {
  auto found = people.find(who);
  if (found != people.end()) return found->second;
  if (people.size() >= attempts::most_people)
    people.erase(std::min_element(people.begin(), people.end(), [&](const auto& a, const auto& b) {
      return time_of(a.second) < time_of(b.second);
    }));
  return people[std::string(who)];
}

template <class Number>
bool read_number(std::string_view& rest, Number& into) {
  const auto number = mail::take_number<Number>(rest);
  if (!number || !rest.starts_with(' ')) return false;
  rest.remove_prefix(1);
  into = *number;
  return true;
}

}  // namespace

bool attempts::may_try(std::string_view who, std::int64_t now_ms) const {
  const auto found = people_.find(who);
  return found == people_.end() || apart(now_ms, found->second.last_ms) >= pause_after(found->second.wrong);
}

void attempts::failed(std::string_view who, std::int64_t now_ms) {
  if (!is_name(who)) return;
  count& c = entry_of(people_, who, [](const count& of) { return of.last_ms; });
  if (c.wrong != 0 && apart(now_ms, c.last_ms) >= week) c.wrong = 0;
  c.wrong = std::min(c.wrong + 1, 1000U);
  c.last_ms = now_ms;
}

void attempts::succeeded(std::string_view who) {
  const auto found = people_.find(who);
  if (found != people_.end()) people_.erase(found);
}

std::uint64_t attempts::wrong_codes(std::string_view who, std::int64_t now_ms) const {
  const auto found = codes_.find(who);
  if (found == codes_.end()) return 0;
  month m = found->second;
  m.reach(now_ms / day);
  return m.sum();
}

void attempts::wrong_code(std::string_view who, std::int64_t now_ms) {
  if (!is_name(who)) return;
  month& m = entry_of(codes_, who, [](const month& of) { return of.newest(); });
  m.reach(now_ms / day);
  m.add();
}

std::string attempts::to_text() const {
  std::string out;
  for (const auto& [who, c] : people_)
    out += std::to_string(c.wrong) + ' ' + std::to_string(c.last_ms) + ' ' + who + '\n';
  for (const auto& [who, m] : codes_) out += std::string(of_codes) + m.to_text() + ' ' + who + '\n';
  return out;
}

void attempts::read_line(std::string_view line) {
  if (line.starts_with(of_codes)) {
    std::istringstream in{std::string(line.substr(of_codes.size()))};
    month m;
    std::string who;
    m.read(in);
    std::getline(in >> std::ws, who);
    if (in && is_name(who) && codes_.size() < most_people) codes_.insert_or_assign(std::move(who), m);
    return;
  }
  count c;
  if (read_number(line, c.wrong) && read_number(line, c.last_ms) && c.last_ms >= 0 && is_name(line) &&
      people_.size() < most_people)
    people_.insert_or_assign(std::string(line), c);
}

attempts attempts::read(std::string_view text) {
  attempts out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    out.read_line(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

}  // namespace watchpost::mail_command::identity
