#include "drop_tally.h"

#include "mail/json/record.h"

namespace watchpost::mail_command::journal {

bool drop_tally::take(std::string_view key, std::string_view value) {
  const auto e = mail::json::read_record<entry>(value);
  if (e) all_[std::string(key.substr(prefix.size()))] = *e;
  return e.has_value();
}

bool drop_tally::tells(std::string_view kind, std::int64_t most, std::int64_t now) const {
  const auto found = all_.find(kind);
  if (found == all_.end()) return true;
  const entry& e = found->second;
  return e.count == 0 && (e.recorded + hour_ms <= now || e.records < most);
}

plugin::edits drop_tally::took(const std::string& kind, std::int64_t most, std::string_view from,
                               std::int64_t now) {
  const bool told = tells(kind, most, now);
  entry& e = all_[kind];
  if (!told) {
    ++e.count;
    e.from = from;
  } else if (e.records == 0 || e.recorded + hour_ms <= now) {
    e = {now, 1, 0, {}};
  } else {
    ++e.records;
  }
  return {kept(kind)};
}

std::vector<dropped> drop_tally::due(std::int64_t now) const {
  std::vector<dropped> out;
  for (const auto& [kind, e] : all_)
    if (e.count > 0 && e.recorded + hour_ms <= now) out.push_back({kind, e.count, e.from});
  return out;
}

plugin::edits drop_tally::told(const dropped& what, std::int64_t now) {
  entry& e = all_.at(what.kind);
  e.recorded = now;
  e.count -= what.count;
  return {kept(what.kind)};
}

plugin::edit drop_tally::kept(const std::string& kind) const {
  return {std::string(prefix) + kind, mail::json::to_record(all_.at(kind))};
}

}  // namespace watchpost::mail_command::journal
