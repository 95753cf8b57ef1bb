#include "aged_keys.h"

#include "mail/json/record.h"

#include <algorithm>

namespace watchpost::mail_command::state {
namespace {

struct aged_key {
  std::int64_t until = 0;
};
constexpr auto fields_of(const aged_key*) { return std::tuple{mail::json::field("until", &aged_key::until)}; }

}  // namespace

bool aged_keys::take(std::string_view key, std::string_view value) {
  const auto kept = mail::json::read_record<aged_key>(value);
  if (!kept || !key.starts_with(prefix_)) return false;
  std::string name(key.substr(prefix_.size()));
  by_age_.emplace(kept->until, name);
  until_.emplace(std::move(name), kept->until);
  return true;
}

plugin::edits aged_keys::add(std::string name, std::int64_t until_ms) {
  const auto found = until_.find(name);
  if (found != until_.end()) {
    if (found->second >= until_ms) return {};
    forget(name);
  }
  plugin::edits changes;
  while (until_.size() >= most) changes.push_back(forget(std::string(by_age_.begin()->second)));
  changes.push_back({prefix_ + name, mail::json::to_record(aged_key{until_ms})});
  by_age_.emplace(until_ms, name);
  until_.emplace(std::move(name), until_ms);
  return changes;
}

plugin::edits aged_keys::prune(std::int64_t now_ms) {
  plugin::edits changes;
  while (!by_age_.empty() && by_age_.begin()->first < now_ms)
    changes.push_back(forget(std::string(by_age_.begin()->second)));
  return changes;
}

plugin::edit aged_keys::forget(const std::string& name) {
  const auto found = until_.find(name);
  auto [at, end] = by_age_.equal_range(found->second);
  by_age_.erase(std::find_if(at, end, [&](const auto& entry) { return entry.second == name; }));
  until_.erase(found);
  return {prefix_ + name, std::nullopt};
}

}  // namespace watchpost::mail_command::state
