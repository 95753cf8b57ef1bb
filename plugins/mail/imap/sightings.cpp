#include "sightings.h"

#include <algorithm>

namespace watchpost::mail::imap {

void sightings::take(const response& r) {
  const auto* data = std::get_if<fetch_data>(&r.data);
  if (data == nullptr || !data->uid) return;
  if (*data->uid < from_ && !std::binary_search(again_.begin(), again_.end(), *data->uid)) return;
  highest_ = std::max(highest_, *data->uid);
  if (ours_ == nullptr || !data->header) return;  // without a header: news of flags
  ++read;
  sighting seen{std::to_string(*data->uid), *data->header, data->arrived};
  if ((*ours_)(seen) != interest::ours) return;
  if (matches.size() < max_matches)
    matches.push_back(std::move(seen));
  else
    unreported_ = std::min(unreported_.value_or(*data->uid), *data->uid);
}

std::uint32_t sightings::following(std::uint32_t next) const {
  if (unreported_) return *unreported_;
  return std::max({next, from_, highest_ == 0 ? 1 : after(highest_)});
}

}  // namespace watchpost::mail::imap
