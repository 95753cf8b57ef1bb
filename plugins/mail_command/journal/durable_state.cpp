#include "durable_state.h"

#include "mail/json/record.h"

#include <utility>

namespace watchpost::mail_command::journal {
namespace {

namespace json = mail::json;

constexpr std::string_view request_prefix = "request.", position_key = "position", attempts_key = "attempts",
                           offset_key = "clock";

struct clock_offset {
  std::int64_t ms = 0;
};
constexpr auto fields_of(const clock_offset*) { return std::tuple{json::field("offset", &clock_offset::ms)}; }

}  // namespace

// False: it is ours and cannot be read. Alarms and the outbox have their own.
bool durable_state::take(const std::string& key, const std::string& value) {
  for (state::aged_keys* each : {&seen, &once, &unproven})
    if (key.starts_with(each->prefix())) return each->take(key, value);
  if (key.starts_with(reverts::prefix)) return returning.take(key, value);
  if (key.starts_with(pending_confirmations::prefix)) return pending.take(key, value);
  if (key.starts_with(drop_tally::prefix)) return dropped.take(key, value);
  if (key == rates::key) return answered.take(value);
  if (key == alarm::spoken_languages::key) return spoken.take(value);
  if (key == position_key) {
    position = value;
    fresh = false;
    return json::parse_record(value).has_value();
  }
  if (key == offset_key) {
    const auto kept = json::read_record<clock_offset>(value);
    if (kept) offset_ms = kept->ms;
    return kept.has_value();
  }
  if (key == attempts_key) {
    auto kept = json::read_record<identity::attempts>(value);
    if (kept) tries = std::move(*kept);
    tries_record_ = value;
    return kept.has_value();
  }
  if (!key.starts_with(request_prefix)) return true;
  auto r = json::read_record<request>(value);
  if (!r || key.substr(request_prefix.size()) != r->mail.id || r->mail.to.empty()) return false;
  std::string id = r->mail.id;
  open.emplace(std::move(id), std::move(*r));
  return true;
}

std::unique_ptr<durable_state> durable_state::load(const plugin::entries& entries,
                                                   std::size_t answers_per_hour, std::string& why) {
  auto b = std::make_unique<durable_state>();
  b->answered = rates(answers_per_hour);
  for (const auto& [key, value] : entries)
    if (!b->take(key, value)) why = json::unreadable(key);
  b->alarmed = alarm::alarms::load(entries, why);
  b->outbox = outbox::mail_queue::load(entries, {}, why);
  return why.empty() ? std::move(b) : nullptr;
}

plugin::edits durable_state::opened(request r) {
  plugin::edits changes{{std::string(request_prefix) + r.mail.id, json::to_record(r)}};
  std::string id = r.mail.id;
  open.insert_or_assign(std::move(id), std::move(r));
  return changes;
}

plugin::edits durable_state::closed(const std::string& id) {
  if (open.erase(id) == 0) return {};
  return {{std::string(request_prefix) + id, std::nullopt}};
}

plugin::edits durable_state::reached(std::string where) {
  if (where.empty() || (!fresh && where == position)) return {};
  fresh = false;
  position = std::move(where);
  return {{std::string(position_key), position}};
}

plugin::edits durable_state::tried() {
  std::string record = json::to_record(tries);
  if (record == tries_record_) return {};
  tries_record_ = record;
  return {{std::string(attempts_key), std::move(record)}};
}

bool durable_state::may_answer(const identity::answer_quota& quota, std::int64_t now) const {
  switch (quota.is) {
    case identity::standing::unproven: return false;
    case identity::standing::once_a_day:
      return !unproven.has(quota.name, now) && unproven.size() < most_unproven;
    case identity::standing::at_its_word:
    case identity::standing::proven: break;
  }
  return answered.may(quota.name, now);
}

plugin::edits durable_state::took_answer(const identity::answer_quota& quota, std::int64_t now) {
  return quota.is == identity::standing::once_a_day ? unproven.add(quota.name, now + unproven_ms)
                                                    : answered.took(quota.name, now);
}

plugin::edits durable_state::set_offset(std::int64_t ms) {
  offset_ms = ms;
  return {{std::string(offset_key), json::to_record(clock_offset{ms})}};
}

plugin::edits durable_state::prune(std::int64_t now, std::optional<std::int64_t> wall_ms) {
  plugin::edits changes;
  if (wall_ms)
    for (state::aged_keys* each : {&seen, &once}) append(changes, each->prune(*wall_ms));
  append(changes, unproven.prune(now));
  append(changes, pending.prune(now));
  append(changes, outbox.tidy(now));
  return changes;
}

mail::net::task<host::mishap> durable_state::commit(host::host_services& host, plugin::edits changes) {
  const host::async_mutex::lock mine = co_await commits_.acquire();
  append(owed_, std::move(changes));
  if (owed_.empty()) co_return std::nullopt;
  host::mishap failed = co_await host.commit(owed_);
  if (!failed) owed_.clear();
  co_return failed;
}

}  // namespace watchpost::mail_command::journal
