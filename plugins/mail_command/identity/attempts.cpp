#include "attempts.h"

#include <algorithm>

namespace watchpost::mail_command::identity {
namespace {

constexpr std::int64_t minute = 60 * 1000, hour = 60 * minute, day = 24 * hour, week = 7 * day;
constexpr std::uint32_t free_tries = 3;
constexpr std::size_t longest_person = 400;

std::int64_t pause_after(std::uint32_t wrong) {
  if (wrong < free_tries) return 0;
  return std::min(hour, minute << std::min(wrong - free_tries, 10U));
}

// Either way: a clock that was put back must not lock anybody out for the time it went back.
std::int64_t apart(std::int64_t a, std::int64_t b) { return a > b ? a - b : b - a; }

bool is_name(std::string_view person) {
  return !person.empty() && person.size() <= longest_person && person.find('\n') == std::string_view::npos;
}

// The entry of `who`, for which the one that is the oldest makes room.
template <class Map, class Time>
typename Map::mapped_type& entry_of(Map& people, std::string_view person, Time time_of) {
  auto found = people.find(person);
  if (found != people.end()) return found->second;
  if (people.size() >= attempts::most_people)
    people.erase(std::min_element(people.begin(), people.end(), [&](const auto& a, const auto& b) {
      return time_of(a.second) < time_of(b.second);
    }));
  return people[std::string(person)];
}

}  // namespace

bool attempts::may_try(std::string_view person, std::int64_t now_ms) const {
  const auto found = people_.find(person);
  return found == people_.end() || apart(now_ms, found->second.last_ms) >= pause_after(found->second.wrong);
}

void attempts::failed(std::string_view person, std::int64_t now_ms) {
  if (!is_name(person)) return;
  count& c = entry_of(people_, person, [](const count& of) { return of.last_ms; });
  if (c.wrong != 0 && apart(now_ms, c.last_ms) >= week) c.wrong = 0;
  c.wrong = std::min(c.wrong + 1, 1000U);
  c.last_ms = now_ms;
}

void attempts::succeeded(std::string_view person) {
  const auto found = people_.find(person);
  if (found != people_.end()) people_.erase(found);
}

std::uint64_t attempts::wrong_codes(std::string_view person, std::int64_t now_ms) const {
  const auto found = codes_.find(person);
  if (found == codes_.end()) return 0;
  month m = found->second;
  m.reach(now_ms / day);
  return m.sum();
}

void attempts::wrong_code(std::string_view person, std::int64_t now_ms) {
  if (!is_name(person)) return;
  month& m = entry_of(codes_, person, [](const month& of) { return of.newest(); });
  m.reach(now_ms / day);
  m.add();
}

bool is_sound(const attempts& a) {
  const auto named = [](const auto& entry) { return is_name(entry.first); };
  return a.people_.size() <= attempts::most_people && a.codes_.size() <= attempts::most_people &&
         std::all_of(a.people_.begin(), a.people_.end(), named) &&
         std::all_of(a.codes_.begin(), a.codes_.end(), named);
}

}  // namespace watchpost::mail_command::identity
