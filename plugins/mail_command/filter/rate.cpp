#include "rate.h"

#include "../../mail/message/ascii.h"
#include "../record.h"

#include <algorithm>
#include <sstream>

namespace watchpost::mail_command {
namespace {

constexpr std::string_view key = "rates";
constexpr std::int64_t slot_ms = 5 * 60'000;

std::string folded(std::string_view address) {
  std::string low(address);
  std::transform(low.begin(), low.end(), low.begin(), mail::ascii::lower);
  return low;
}

}  // namespace

void rates::history::reach(std::int64_t slot) {
  const auto size = static_cast<std::int64_t>(slots.size());
  const auto by = std::clamp<std::int64_t>(slot - newest, 0, size);
  std::move(slots.begin() + by, slots.end(), slots.begin());
  std::fill(slots.end() - by, slots.end(), 0U);
  newest = std::max(newest, slot);
}

std::uint64_t rates::history::sum() const {
  std::uint64_t all = 0;
  for (const auto n : slots) all += n;
  return all;
}

// A line each: the newest slot, the counts, the address.
rates rates::load(const std::map<std::string, std::string, std::less<>>& entries, std::size_t per_hour) {
  rates r;
  r.per_hour_ = per_hour;
  const auto found = entries.find(key);
  if (found == entries.end()) return r;
  for (const std::string& line : record(found->second).texts("of")) {
    std::istringstream in(line);
    history h;
    std::string address;
    in >> h.newest;
    for (auto& n : h.slots) in >> n;
    in >> address;
    if (in && r.people_.size() < most_people) r.people_.emplace(std::move(address), h);
  }
  return r;
}

bool rates::may(std::string_view address, std::int64_t now) const {
  const auto found = people_.find(folded(address));
  if (found == people_.end()) return per_hour_ > 0;
  history h = found->second;
  h.reach(now / slot_ms);
  return h.sum() < per_hour_;
}

edits rates::took(std::string_view address, std::int64_t now) {
  std::string who = folded(address);
  if (people_.size() >= most_people && !people_.contains(who))
    people_.erase(std::min_element(people_.begin(), people_.end(), [](const auto& a, const auto& b) {
      return a.second.newest < b.second.newest;
    }));
  history& h = people_[std::move(who)];
  h.reach(now / slot_ms);
  ++h.slots.back();
  return kept(now);
}

edits rates::kept(std::int64_t now) {
  std::string text;
  for (auto at = people_.begin(); at != people_.end();) {
    history& h = at->second;
    h.reach(now / slot_ms);
    if (h.sum() == 0) {
      at = people_.erase(at);
      continue;
    }
    std::string line = std::to_string(h.newest);
    for (const auto n : h.slots) line += ' ' + std::to_string(n);
    put_line(text, "of", line + ' ' + at->first);
    ++at;
  }
  return {{std::string(key), std::move(text)}};
}

}  // namespace watchpost::mail_command
