#include "rate.h"

#include "mail/text/ascii.h"
#include "mail_command/state/record.h"

#include <algorithm>
#include <sstream>

namespace watchpost::mail_command::journal {
namespace {

constexpr std::string_view key = "rates";
constexpr std::int64_t slot_ms = 5 * 60'000;

std::string folded(std::string_view account) {
  std::string low(account);
  std::transform(low.begin(), low.end(), low.begin(), mail::ascii::lower);
  return low;
}

}  // namespace

// A line each: the counts, the account.
rates rates::load(const std::map<std::string, std::string, std::less<>>& entries, std::size_t per_hour) {
  rates r;
  r.per_hour_ = per_hour;
  const auto found = entries.find(key);
  if (found == entries.end()) return r;
  for (const std::string& line : state::record(found->second).texts("of")) {
    std::istringstream in(line);
    history h;
    std::string account;
    h.read(in);
    in >> account;
    if (in && r.people_.size() < most_people) r.people_.emplace(std::move(account), h);
  }
  return r;
}

bool rates::may(std::string_view account, std::int64_t now) const {
  const auto found = people_.find(folded(account));
  if (found == people_.end()) return per_hour_ > 0;
  history h = found->second;
  h.reach(now / slot_ms);
  return h.sum() < per_hour_;
}

plugin::edits rates::took(std::string_view account, std::int64_t now) {
  std::string who = folded(account);
  if (people_.size() >= most_people && !people_.contains(who))
    people_.erase(std::min_element(people_.begin(), people_.end(), [](const auto& a, const auto& b) {
      return a.second.newest() < b.second.newest();
    }));
  history& h = people_[std::move(who)];
  h.reach(now / slot_ms);
  h.add();
  return kept(now);
}

plugin::edits rates::kept(std::int64_t now) {
  std::string text;
  for (auto at = people_.begin(); at != people_.end();) {
    history& h = at->second;
    h.reach(now / slot_ms);
    if (h.sum() == 0) {
      at = people_.erase(at);
      continue;
    }
    state::put_line(text, "of", h.to_text() + ' ' + at->first);
    ++at;
  }
  return {{std::string(key), std::move(text)}};
}

}  // namespace watchpost::mail_command::journal
