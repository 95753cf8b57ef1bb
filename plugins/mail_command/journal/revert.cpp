#include "revert.h"

#include "mail_command/state/state_json.h"

#include <boost/json/serialize.hpp>

namespace watchpost::mail_command::journal {

namespace json = boost::json;

std::string to_text(const revert& r) {
  return json::serialize(json::object{{"point", r.point},
                                      {"back", state::to_json(r.back)},
                                      {"due", r.due_ms},
                                      {"by_clock", r.by_clock},
                                      {"tries", r.tries},
                                      {"told", r.told},
                                      {"started", r.started},
                                      {"confirmed", r.confirmed},
                                      {"principal", r.origin.principal},
                                      {"assurance", r.origin.assurance},
                                      {"message_id", r.origin.message_id},
                                      {"second", r.origin.second},
                                      {"to", r.to},
                                      {"japanese", r.japanese},
                                      {"charset", r.charset}});
}

std::optional<revert> read_revert(std::string_view text) {
  const auto o = state::read_object(text);
  if (!o) return std::nullopt;
  revert r;
  r.point = state::text_of(*o, "point");
  if (const auto* v = o->if_contains("back")) r.back = state::value_of(*v);
  r.due_ms = state::number_of(*o, "due");
  r.by_clock = state::flag_of(*o, "by_clock");
  r.tries = static_cast<std::uint32_t>(state::number_of(*o, "tries"));
  r.told = state::flag_of(*o, "told");
  r.started = state::flag_of(*o, "started");
  r.confirmed = state::flag_of(*o, "confirmed");
  r.origin = {"mail", state::text_of(*o, "principal"), state::text_of(*o, "assurance"),
              state::text_of(*o, "message_id"), state::text_of(*o, "second")};
  r.to = state::text_of(*o, "to");
  r.japanese = state::flag_of(*o, "japanese");
  r.charset = state::text_of(*o, "charset");
  if (r.point.empty() || r.back.index() == 0) return std::nullopt;
  return r;
}

bool reverts::take(std::string_view key, std::string_view value) {
  auto r = read_revert(value);
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
