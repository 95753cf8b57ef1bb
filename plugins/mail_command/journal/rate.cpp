#include "rate.h"

#include "mail/json/record.h"
#include "mail/text/ascii.h"

#include <algorithm>

namespace watchpost::mail_command::journal {
namespace {

constexpr std::int64_t slot_ms = 5 * 60'000;

std::string folded(std::string_view account) {
  std::string low(account);
  std::transform(low.begin(), low.end(), low.begin(), mail::ascii::lower);
  return low;
}

}  // namespace

bool rates::take(std::string_view value) {
  auto kept = mail::json::read_record<rates>(value);
  if (!kept || kept->people_.size() > most_people) return false;
  people_ = std::move(kept->people_);
  return true;
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
  for (auto& entry : people_) entry.second.reach(now / slot_ms);
  std::erase_if(people_, [](const auto& entry) { return entry.second.sum() == 0; });
  return {{std::string(key), mail::json::to_record(*this)}};
}

}  // namespace watchpost::mail_command::journal
