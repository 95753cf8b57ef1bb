#include "drop_tally.h"

#include "record.h"

namespace watchpost::mail_command {

bool drop_tally::take(std::string_view key, std::string_view value) {
  const record r(value);
  const auto recorded = r.number("recorded"), count = r.number("count");
  if (!recorded || !count || *count < 0) return false;
  all_[std::string(key.substr(prefix.size()))] = {*recorded, static_cast<std::uint64_t>(*count),
                                                  r.text("from")};
  return true;
}

bool drop_tally::opens(std::string_view kind, std::int64_t now) const {
  const auto found = all_.find(kind);
  return found == all_.end() || (found->second.count == 0 && found->second.recorded + hour_ms <= now);
}

edits drop_tally::took(const std::string& kind, std::string_view from, std::int64_t now) {
  if (opens(kind, now)) {
    all_.insert_or_assign(kind, entry{now, 0, {}});
    return {kept(kind)};
  }
  entry& e = all_.at(kind);
  ++e.count;
  e.from = from;
  return {kept(kind)};
}

std::vector<dropped> drop_tally::due(std::int64_t now) const {
  std::vector<dropped> out;
  for (const auto& [kind, e] : all_)
    if (e.count > 0 && e.recorded + hour_ms <= now) out.push_back({kind, e.count, e.from});
  return out;
}

edits drop_tally::told(const dropped& what, std::int64_t now) {
  entry& e = all_.at(what.kind);
  e.recorded = now;
  e.count -= what.count;
  return {kept(what.kind)};
}

edit drop_tally::kept(const std::string& kind) const {
  const entry& e = all_.at(kind);
  std::string text;
  put_line(text, "recorded", e.recorded);
  put_line(text, "count", static_cast<std::int64_t>(e.count));
  put_line(text, "from", e.from);
  return {std::string(prefix) + kind, std::move(text)};
}

}  // namespace watchpost::mail_command
