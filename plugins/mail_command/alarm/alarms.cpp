#include "alarms.h"

#include "mail/json/record.h"
#include "mail_command/outbox/event_name.h"
#include "tell.h"

#include <algorithm>

namespace watchpost::abi {

constexpr const auto& names_of(state) { return state_names; }

}  // namespace watchpost::abi

namespace watchpost::mail_command::alarm {

constexpr auto fields_of(const tracked_alarm*) {
  using mail::json::field;
  using a = tracked_alarm;
  return std::tuple{field("phase", &a::is),
                    field("monitor", &a::of_monitor),
                    field("key", &a::key),
                    field("source", &a::source),
                    field("title", &a::title),
                    field("text", &a::text),
                    field("value", &a::value),
                    field("state", &a::state),
                    field("occurrence", &a::occurrence),
                    field("began", &a::began),
                    field("next", &a::next),
                    field("ended", &a::ended),
                    field("mails", &a::mails),
                    field("told", &a::told),
                    field("codes", &a::codes),
                    field("by", &a::by),
                    field("acknowledged", &a::acknowledged)};
}
constexpr bool is_sound(const tracked_alarm& a) { return !a.source.empty() && !a.key.empty(); }

namespace {

struct latest_events {
  std::deque<std::string> keys;
};
constexpr auto fields_of(const latest_events*) {
  return std::tuple{mail::json::field("keys", &latest_events::keys)};
}

constexpr std::string_view prefix = "alarm.of.";
constexpr std::string_view seen_key = "alarm.seen";
constexpr std::size_t most_seen = 64;
constexpr std::int64_t keep_over = 24 * 3'600'000, again_when_full = 60'000;

// How bad it is; 0: no alarm.
int weight(const abi::event& e, bool critical_only) {
  if (e.kind != abi::event_kind::monitor_state) return 1;
  switch (e.state) {
    case abi::state::critical: return 3;
    case abi::state::unknown: return critical_only ? 0 : 2;
    case abi::state::warning: return critical_only ? 0 : 1;
    case abi::state::ok:
    case abi::state::pending: break;
  }
  return 0;
}

int weight(const tracked_alarm& a) {
  abi::event e;
  e.kind = a.of_monitor ? abi::event_kind::monitor_state : abi::event_kind::point_raised;
  e.state = a.state;
  return weight(e, false);
}

// What an event says of how it is now.
void update(tracked_alarm& a, const abi::event& e) {
  a.title = e.title;
  a.text = e.text;
  a.value = e.value;
  a.state = e.state;
}

std::int64_t repeat_at(const alarm_terms& terms, std::int64_t now) {
  return terms.repeat.count() > 0 ? now + terms.repeat.count() : 0;
}

}  // namespace

std::string alarm_name(bool of_monitor, std::string_view source) {
  return (of_monitor ? "monitor:" : "") + std::string(source);
}

alarms alarms::load(const std::map<std::string, std::string, std::less<>>& entries, std::string& why) {
  alarms book;
  if (const auto seen = entries.find(seen_key); seen != entries.end()) {
    auto latest = mail::json::read_record<latest_events>(seen->second);
    if (!latest) why = mail::json::unreadable(seen_key);
    if (latest) book.seen_ = std::move(latest->keys);
  }
  for (auto at = entries.lower_bound(prefix); at != entries.end() && at->first.starts_with(prefix); ++at) {
    auto a = mail::json::read_record<tracked_alarm>(at->second);
    if (!a) {
      why = mail::json::unreadable(at->first);
      continue;
    }
    std::string name = alarm_name(a->of_monitor, a->source);
    book.alarms_.insert_or_assign(std::move(name), std::move(*a));
  }
  return book;
}

plugin::edit alarms::kept(const std::string& name) const {
  return {std::string(prefix) + outbox::digest_of({name}), mail::json::to_record(alarms_.at(name))};
}

plugin::edits alarms::erase(const std::string& name) {
  alarms_.erase(name);
  return {{std::string(prefix) + outbox::digest_of({name}), std::nullopt}};
}

plugin::edits alarms::see(const std::string& key) {
  seen_.push_back(key);
  if (seen_.size() > most_seen) seen_.pop_front();
  return {{std::string(seen_key), mail::json::to_record(latest_events{seen_})}};
}

plugin::edits alarms::take(const abi::event& e, const alarm_context& with, std::int64_t now, taken& got) {
  got = taken::done;
  if (std::find(seen_.begin(), seen_.end(), e.key) != seen_.end()) return {};
  const bool of_monitor = e.kind == abi::event_kind::monitor_state;
  const std::string name = alarm_name(of_monitor, e.source);
  const auto known = alarms_.find(name);
  const bool active = known != alarms_.end() && known->second.is != alarm_phase::over;
  if (!can_tell(with, std::max(active ? known->second.told.size() : 0, most_addresses_of_a_point))) {
    got = taken::full;
    return {};
  }
  plugin::edits changes = see(e.key);
  if (e.kind == abi::event_kind::point_acknowledged) {
    append(changes, acknowledged(name, e.text, e.wall_ms));
    return changes;
  }
  if (e.kind == abi::event_kind::unknown) return changes;

  const auto terms = with.rules.of(e.kind, e.source);
  const bool bad =
      e.kind == abi::event_kind::point_raised || (of_monitor && terms && weight(e, terms->critical_only) > 0);
  if (of_monitor && e.state == abi::state::pending) return changes;
  const bool same = active && (of_monitor || known->second.occurrence == e.alarm);
  if (!bad) {
    if (active) append(changes, end(name, e, with, now));
  } else if (same) {
    if (terms) append(changes, change(name, e, *terms, with, now));
  } else if (terms) {
    append(changes, begin(name, e, *terms, with, now));
  }
  return changes;
}

plugin::edits alarms::begin(const std::string& name, const abi::event& e, const alarm_terms& terms,
                            const alarm_context& with, std::int64_t now) {
  tracked_alarm& a = alarms_[name];
  a = {};
  a.of_monitor = e.kind == abi::event_kind::monitor_state;
  a.key = e.key;
  a.source = e.source;
  a.occurrence = e.alarm;
  a.began = e.wall_ms;
  update(a, e);
  // A clock that was set back does not hold an alarm for longer than it should be.
  a.next = std::min(e.wall_ms + with.offset, now) + terms.hold_off.count();
  plugin::edits changes;
  if (a.next <= now) {
    append(changes, tell(a, alarm_mail_reason::began, terms.to, with, now));
    a.is = alarm_phase::told;
    a.next = repeat_at(terms, now);
  }
  changes.push_back(kept(name));
  append(changes, forget_some(name));
  return changes;
}

// The same alarm, in another state of its monitor.
plugin::edits alarms::change(const std::string& name, const abi::event& e, const alarm_terms& terms,
                             const alarm_context& with, std::int64_t now) {
  tracked_alarm& a = alarms_.at(name);
  const bool worse = weight(e, false) > weight(a);
  update(a, e);
  plugin::edits changes;
  if (worse && a.is != alarm_phase::held) {
    append(changes, tell(a, alarm_mail_reason::worse, terms.to, with, now));
    a.is = alarm_phase::told;
    a.by.clear();
    a.acknowledged = 0;
    a.next = repeat_at(terms, now);
  }
  changes.push_back(kept(name));
  return changes;
}

plugin::edits alarms::end(const std::string& name, const abi::event& e, const alarm_context& with,
                          std::int64_t now) {
  tracked_alarm& a = alarms_.at(name);
  if (a.told.empty()) return erase(name);
  update(a, e);
  a.is = alarm_phase::over;
  a.ended = e.wall_ms;
  a.next = now + keep_over;
  plugin::edits changes;
  const auto terms = with.rules.of(a.of_monitor ? abi::event_kind::monitor_state : e.kind, a.source);
  if (terms && terms->recovery) append(changes, tell(a, alarm_mail_reason::over, a.told, with, now));
  changes.push_back(kept(name));
  return changes;
}

plugin::edits alarms::elapsed(const alarm_context& with, std::int64_t now) {
  plugin::edits changes;
  std::vector<std::string> due;
  for (const auto& [name, a] : alarms_)
    if (a.next != 0 && a.next <= now) due.push_back(name);
  for (const auto& name : due) {
    tracked_alarm& a = alarms_.at(name);
    if (a.is == alarm_phase::over) {
      append(changes, erase(name));
      continue;
    }
    const auto terms = with.rules.of(
        a.of_monitor ? abi::event_kind::monitor_state : abi::event_kind::point_raised, a.source);
    if (!terms) {
      a.next = 0;
    } else if (!can_tell(with, terms->to.size())) {
      a.next = now + again_when_full;
    } else {
      const auto reason = a.is == alarm_phase::held ? alarm_mail_reason::began : alarm_mail_reason::repeated;
      append(changes, tell(a, reason, terms->to, with, now));
      a.is = alarm_phase::told;
      a.next = repeat_at(*terms, now);
    }
    changes.push_back(kept(name));
  }
  return changes;
}

std::optional<std::int64_t> alarms::next() const {
  std::optional<std::int64_t> earliest;
  for (const auto& [name, a] : alarms_)
    if (a.next != 0 && (!earliest || a.next < *earliest)) earliest = a.next;
  return earliest;
}

std::optional<alarm_found> alarms::find(std::string_view code, std::string_view from,
                                        std::int64_t now) const {
  for (const auto& [name, a] : alarms_)
    for (const auto& mailed : a.codes)
      if (redeems(mailed, "ack", code, from, now))
        return alarm_found{name, a.source, a.title, a.occurrence, a.of_monitor, a.is, a.by};
  return std::nullopt;
}

plugin::edits alarms::acknowledged(const std::string& name, std::string_view by, std::int64_t now) {
  const auto found = alarms_.find(name);
  if (found == alarms_.end()) return {};
  tracked_alarm& a = found->second;
  if (a.is != alarm_phase::held && a.is != alarm_phase::told) return {};
  a.is = alarm_phase::acknowledged;
  a.by = by;
  a.acknowledged = now;
  a.next = 0;
  return {kept(name)};
}

plugin::edits alarms::forget_some(const std::string& but) {
  plugin::edits changes;
  while (alarms_.size() > most_alarms) {
    const auto last = [&](const auto& a, const auto& b) {
      const auto order = [&](const auto& entry) {
        return std::pair(entry.first == but                     ? 2
                         : entry.second.is == alarm_phase::over ? 0
                                                                : 1,
                         entry.second.began);
      };
      return order(a) < order(b);
    };
    append(changes, erase(std::string(std::min_element(alarms_.begin(), alarms_.end(), last)->first)));
  }
  return changes;
}

}  // namespace watchpost::mail_command::alarm
