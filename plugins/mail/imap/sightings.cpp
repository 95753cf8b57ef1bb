#include "sightings.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail::imap {

void sightings::take(const response& r) {
  const auto* data = std::get_if<fetch_data>(&r.data);
  if (data == nullptr || !data->uid) return;
  const std::uint32_t uid = *data->uid;
  if (!is_wanted(uid)) return;
  highest_ = std::max(highest_, uid);
  if (by_ == nullptr || !data->header) return;  // without a header: news of flags
  given_.insert(uid);
  if (data->header->find_first_not_of("\r\n") == std::string::npos) return refuse(uid);
  ++read;
  sighting seen{where_.id_prefix + std::to_string(uid), *data->header, data->arrived, where_.name,
                where_.junk};
  switch (by_->ours(seen)) {
    case interest::none: break;
    case interest::ours: add(uid, std::move(seen)); break;
    case interest::body:
      if (by_->bodies == 0) {
        ++unread_bodies;
      } else if (wanted_.emplace(uid, std::move(seen)).second) {
        --by_->bodies;
      }
  }
}

bool sightings::is_wanted(std::uint32_t uid) const {
  return uid >= from_ || std::binary_search(again_.begin(), again_.end(), uid);
}

bool sightings::lacks(std::uint32_t uid) const {
  return by_ != nullptr && is_wanted(uid) && !given_.contains(uid);
}

std::vector<std::uint32_t> sightings::unread(std::uint32_t next) const {
  std::vector<std::uint32_t> uids = unread_;
  for (const auto& [uid, seen] : wanted_) uids.push_back(uid);
  if (!all_) return uids;
  for (std::uint32_t uid = std::max(from_, next - std::min(next, max_gaps)); uid < next; ++uid)
    if (!given_.contains(uid)) uids.push_back(uid);
  return uids;
}

std::vector<std::uint32_t> sightings::wanted() const {
  std::vector<std::uint32_t> uids;
  for (const auto& [uid, seen] : wanted_) uids.push_back(uid);
  return uids;
}

void sightings::take_body(const response& r) {
  const auto* data = std::get_if<fetch_data>(&r.data);
  if (data == nullptr || !data->uid || !data->body) return;
  const auto asked = wanted_.extract(*data->uid);
  if (asked.empty()) return;
  sighting& seen = asked.mapped();
  seen.body = data->body->substr(0, by_->body_size);
  seen.cut = data->body->size() >= by_->body_size;
  if (by_->ours(seen) == interest::ours) add(*data->uid, std::move(seen));
}

void sightings::add(std::uint32_t uid, sighting seen) {
  if (by_->matches == 0) {
    unreported_ = std::min(unreported_.value_or(uid), uid);
    return;
  }
  --by_->matches;
  matches.push_back(std::move(seen));
  matched.push_back(uid);
}

std::uint32_t sightings::following(std::uint32_t next) const {
  if (unreported_) return *unreported_;
  return std::max({next, from_, highest_ == 0 ? 1 : after(highest_)});
}

}  // namespace watchpost::mail::imap
