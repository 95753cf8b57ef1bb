#include "attempts.h"

#include <algorithm>
#include <charconv>

namespace watchpost::mail_command {
namespace {

constexpr std::int64_t minute = 60 * 1000, hour = 60 * minute, week = 7 * 24 * hour;
constexpr std::uint32_t free_tries = 3;
constexpr std::size_t longest_person = 400;

std::int64_t pause_after(std::uint32_t wrong) {
  if (wrong < free_tries) return 0;
  return std::min(hour, minute << std::min(wrong - free_tries, 10U));
}

// Either way: a clock that was put back must not lock anybody out for the time it went back.
std::int64_t apart(std::int64_t a, std::int64_t b) { return a > b ? a - b : b - a; }

template <class Number>
bool read_number(std::string_view& rest, Number& into) {
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), into);
  if (error != std::errc{} || end == rest.data() + rest.size() || *end != ' ') return false;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
  return true;
}

}  // namespace

bool attempts::may_try(std::string_view who, std::int64_t now_ms) const {
  const auto found = people_.find(who);
  return found == people_.end() || apart(now_ms, found->second.last_ms) >= pause_after(found->second.wrong);
}

void attempts::failed(std::string_view who, std::int64_t now_ms) {
  if (who.empty() || who.size() > longest_person || who.find('\n') != std::string_view::npos) return;
  auto found = people_.find(who);
  if (found == people_.end()) {
    if (people_.size() >= most_people)
      people_.erase(std::min_element(people_.begin(), people_.end(), [](const auto& a, const auto& b) {
        return a.second.last_ms < b.second.last_ms;
      }));
    found = people_.emplace(who, count{}).first;
  }
  count& c = found->second;
  if (c.wrong != 0 && apart(now_ms, c.last_ms) >= week) c.wrong = 0;
  c.wrong = std::min(c.wrong + 1, 1000U);
  c.last_ms = now_ms;
}

void attempts::succeeded(std::string_view who) {
  const auto found = people_.find(who);
  if (found != people_.end()) people_.erase(found);
}

std::string attempts::to_text() const {
  std::string out;
  for (const auto& [who, c] : people_)
    out += std::to_string(c.wrong) + ' ' + std::to_string(c.last_ms) + ' ' + who + '\n';
  return out;
}

attempts attempts::read(std::string_view text) {
  attempts out;
  while (!text.empty() && out.people_.size() < most_people) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    count c;
    if (read_number(line, c.wrong) && read_number(line, c.last_ms) && c.last_ms >= 0 && !line.empty() &&
        line.size() <= longest_person)
      out.people_.insert_or_assign(std::string(line), c);
  }
  return out;
}

}  // namespace watchpost::mail_command
