#include "revert.h"

#include "mail/json/record.h"
#include "mail_command/state/point_json.h"

namespace watchpost::mail_command::journal {
namespace {

std::string to_text(const revert& r) { return mail::json::to_record(r); }

}  // namespace

bool reverts::take(std::string_view key, std::string_view value) {
  auto r = mail::json::read_record<revert>(value);
  if (!r) return false;
  all_.emplace(key.substr(prefix.size()), std::move(*r));
  return true;
}

plugin::edits reverts::arm(const std::string& key, revert r) {
  plugin::edits changes{{std::string(prefix) + key, to_text(r)}};
  all_.insert_or_assign(key, std::move(r));
  return changes;
}

plugin::edits reverts::over(const std::string& key) {
  if (all_.erase(key) == 0) return {};
  return {{std::string(prefix) + key, std::nullopt}};
}

plugin::edits reverts::superseded(std::string_view point, std::string_view key) {
  plugin::edits changes;
  std::erase_if(all_, [&](const auto& entry) {
    const bool gone = entry.second.point == point && entry.second.started && entry.first != key;
    if (gone) changes.push_back({std::string(prefix) + entry.first, std::nullopt});
    return gone;
  });
  return changes;
}

plugin::edits reverts::clock_was_set(std::int64_t by_ms) {
  plugin::edits changes;
  for (auto& [key, r] : all_) {
    if (!r.by_clock) continue;
    r.due_ms -= by_ms;
    changes.push_back({std::string(prefix) + key, to_text(r)});
  }
  return changes;
}

std::optional<std::int64_t> reverts::due_of(std::string_view point, std::string_view but_key) const {
  std::optional<std::int64_t> first;
  for (const auto& [key, r] : all_)
    if (r.point == point && r.started && key != but_key && (!first || r.due_ms < *first)) first = r.due_ms;
  return first;
}

const revert* reverts::of(std::string_view point) const {
  for (const auto& [key, r] : all_)
    if (r.point == point && r.started) return &r;
  return nullptr;
}

const std::string* reverts::due(std::int64_t now_ms) const {
  const std::string* first = nullptr;
  std::int64_t when = now_ms;
  for (const auto& [key, r] : all_) {
    if (!r.started || r.due_ms > when) continue;
    when = r.due_ms;
    first = &key;
  }
  return first;
}

std::optional<std::int64_t> reverts::next() const {
  std::optional<std::int64_t> soonest;
  for (const auto& [key, r] : all_)
    if (r.started && (!soonest || r.due_ms < *soonest)) soonest = r.due_ms;
  return soonest;
}

}  // namespace watchpost::mail_command::journal
