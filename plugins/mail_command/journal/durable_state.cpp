#include "durable_state.h"

#include "mail/text/number.h"
#include "mail_command/state/record.h"

#include <utility>

namespace watchpost::mail_command::journal {
namespace {

constexpr std::string_view request_prefix = "request.";
constexpr std::string_view position_key = "position";
constexpr std::string_view attempts_key = "attempts";
constexpr std::string_view offset_key = "clock";

}  // namespace

std::unique_ptr<durable_state> durable_state::load(const state_entries& entries, std::size_t answers_per_hour,
                                                   std::string& why) {
  auto b = std::make_unique<durable_state>();
  const auto damaged = [&why](const std::string& key) { why += "dropped the damaged record " + key + "; "; };
  for (const auto& [key, value] : entries) {
    bool good = true;
    if (key.starts_with(b->seen.prefix())) {
      good = b->seen.take(key, value);
    } else if (key.starts_with(b->once.prefix())) {
      good = b->once.take(key, value);
    } else if (key.starts_with(b->unproven.prefix())) {
      good = b->unproven.take(key, value);
    } else if (key.starts_with(reverts::prefix)) {
      good = b->returning.take(key, value);
    } else if (key.starts_with(pending_confirmations::prefix)) {
      good = b->pending.take(key, value);
    } else if (key.starts_with(drop_tally::prefix)) {
      good = b->dropped.take(key, value);
    } else if (key.starts_with(request_prefix)) {
      auto r = read_request(value);
      good = r.has_value();
      if (r) b->open.emplace(r->mail.id, std::move(*r));
    } else if (key == position_key) {
      b->position = value;
      b->fresh = false;
    } else if (key == offset_key) {
      const auto offset = mail::to_number<std::int64_t>(value);
      good = offset.has_value();
      b->offset_ms = offset.value_or(0);
    } else if (key == attempts_key) {
      b->tries = identity::attempts::read(value);
      b->tries_text_ = value;
    }
    if (!good) damaged(key);
  }
  std::string also;
  b->answered = rates::load(entries, answers_per_hour);
  b->alarmed = alarm::alarms::load(entries, also);
  b->spoken = alarm::spoken_languages::load(entries);
  why += std::exchange(also, {});
  b->outbox = outbox::mail_queue::load(entries, {}, also);
  why += also;
  return b;
}

plugin::edits durable_state::opened(request r) {
  plugin::edits changes{{std::string(request_prefix) + r.mail.id, to_text(r)}};
  std::string id = r.mail.id;
  open.insert_or_assign(std::move(id), std::move(r));
  return changes;
}

plugin::edits durable_state::closed(const std::string& id) {
  if (open.erase(id) == 0) return {};
  return {{std::string(request_prefix) + id, std::nullopt}};
}

plugin::edits durable_state::reached(std::string where) {
  if (!fresh && where == position) return {};
  fresh = false;
  position = std::move(where);
  return {{std::string(position_key), position}};
}

plugin::edits durable_state::tried() {
  std::string text = tries.to_text();
  if (text == tries_text_) return {};
  tries_text_ = text;
  return {{std::string(attempts_key), std::move(text)}};
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
  return {{std::string(offset_key), std::to_string(ms)}};
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
