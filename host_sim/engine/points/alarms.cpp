// Alarms: raised when their condition held long enough, cleared when it ends, acknowledged by people.
#include "engine/points/alarm_condition.h"
#include "engine/points/core.h"
#include "engine/points/source.h"
#include "engine/text.h"

#include <watchpost/cpp/point_text.hpp>

namespace watchpost::engine {
namespace {

constexpr std::int64_t scan_every = 1'000;

event event_of(const std::string& id, const alarm_record& a) {
  const bool normal = a.state == point::alarm::normal;
  const bool acked = a.state == point::alarm::acknowledged;
  event out;
  out.kind = normal  ? event_kind::point_cleared
             : acked ? event_kind::point_acknowledged
                     : event_kind::point_raised;
  out.key = "point:" + id + ":" + std::to_string(a.occurrence) +
            (normal  ? ":cleared"
             : acked ? ":acked"
                     : ":raised");
  out.source = id;
  out.title = a.title;
  out.state = normal ? abi::state::ok : abi::state::critical;
  out.former_state = normal || acked ? abi::state::critical : abi::state::ok;
  out.text = a.text;
  out.value = a.value;
  out.wall_ms = a.at_ms;
  out.alarm = std::to_string(a.occurrence);
  return out;
}

}  // namespace

void board_core::scan() {
  std::vector<std::pair<std::string, alarm_record>> changes;
  bool again = false;
  {
    const std::lock_guard lock(mutex_);
    for (auto& p : points_) {
      if (p.spec.source.how == point_source::form::file) {
        p.file = file_value(p.spec, wall());
        again = true;
      }
      again = again || p.spec.what.alarms;
    }
    for (auto& p : points_) {
      if (auto next = p.spec.what.alarms ? changed_alarm(p) : std::nullopt)
        changes.emplace_back(p.spec.what.id, std::move(*next));
    }
  }
  for (auto& [id, next] : changes) change_alarm(id, std::move(next), nullptr);
  if (again) scan_later();
}

void board_core::scan_later() {
  if (scanning_) return;
  scanning_ = true;
  parts_.loop.at(parts_.loop.time().mono_ms() + scan_every, [self = weak_from_this()] {
    if (const auto there = self.lock()) {
      there->scanning_ = false;
      there->scan();
    }
  });
}

std::optional<alarm_record> board_core::changed_alarm(live_point& p) const {
  const auto now = sample_of(p);
  if (now.quality == point::quality::bad) return std::nullopt;  // nothing is known: it stays as it is
  const auto mono = parts_.loop.time().mono_ms();
  const bool active = now.alarm != point::alarm::normal;
  const bool wanted = in_alarm(p.spec, now.value, active);
  if (!wanted || active) p.since.reset();
  if (wanted == active) return std::nullopt;
  if (wanted) {
    if (!p.since) p.since = mono;
    if (mono - *p.since < p.spec.alarm.delay_ms) return std::nullopt;
    p.since.reset();
  }
  alarm_record next;
  next.state = wanted ? point::alarm::active : point::alarm::normal;
  next.occurrence = now.occurrence + (wanted ? 1 : 0);
  next.at_ms = wall();
  next.title = p.spec.what.title;
  next.value = point::to_text(p.spec.what, now.value);
  next.text = wanted ? alarm_text(p.spec, now.value) : next.title + " is " + next.value + ": normal again";
  return next;
}

void board_core::change_alarm(const std::string& id, alarm_record next,
                              std::function<void(const abi::error*)> done) {
  next.told = parts_.events == nullptr;
  {
    const std::lock_guard lock(mutex_);
    alarms_[id] = next;
  }
  commit({{"alarm/" + id, to_record(next)}}, [this, done = std::move(done)](const abi::error* why) {
    if (why != nullptr)
      parts_.log.write(log_level::error, "points", "an alarm was not stored: " + to_text(*why));
    if (done) done(why);
  });
  if (!next.told) tell(id);
}

// The store works in the order of the calls: "told" is on the disk after the event is, never before. So a
// crash in between tells the event again, and its key says that it is the same.
void board_core::tell(const std::string& id) {
  if (parts_.events == nullptr) return;
  alarm_record now;
  {
    const std::lock_guard lock(mutex_);
    auto& record = alarms_.at(id);
    record.told = true;
    now = record;
  }
  parts_.events->raise(event_of(id, now));
  commit({{"alarm/" + id, to_record(now)}}, [](const abi::error*) {});
}

// Alarms of points that are gone, or have no condition any more.
void board_core::clear_forgotten() {
  std::vector<std::pair<std::string, alarm_record>> changes;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, record] : alarms_) {
      const auto* p = at(id);
      if (record.state == point::alarm::normal || (p != nullptr && p->spec.what.alarms)) continue;
      auto next = record;
      next.state = point::alarm::normal;
      next.at_ms = wall();
      next.text = record.title + " is no longer watched";
      changes.emplace_back(id, std::move(next));
    }
  }
  for (auto& [id, next] : changes) change_alarm(id, std::move(next), nullptr);
}

void board_core::acknowledge(const point::acknowledgement& acknowledgement, const asker& caller) {
  point::operated came;
  came.readback = acknowledgement.point;
  const auto now = read(acknowledgement.point);
  if (now) came.before = *now;
  const auto refuse = [&](point::refusal why, std::string text) {
    came.result = point::result::refused;
    came.refusal = why;
    came.text = std::move(text);
    caller->give(came);
  };
  if (!now) {
    const std::lock_guard lock(mutex_);
    return refuse(point::refusal::no_point, "there is no point " + in_quotes(acknowledgement.point) +
                                                did_you_mean(acknowledgement.point, ids()));
  }
  if (now->alarm == point::alarm::normal)
    return refuse(point::refusal::no_alarm, in_quotes(acknowledgement.point) + " is not in alarm");
  if (acknowledgement.occurrence != 0 && acknowledgement.occurrence != now->occurrence)
    return refuse(point::refusal::no_alarm,
                  in_quotes(acknowledgement.point) + ": that alarm is over; another one has begun since");
  came.result = point::result::done;
  came.accepted_ms = came.finished_ms = wall();
  came.after = *now;
  if (now->alarm == point::alarm::acknowledged) {
    came.duplicate = true;
    return caller->give(came);
  }
  came.after.alarm = point::alarm::acknowledged;
  const auto former = alarms_.at(acknowledgement.point);
  auto next = former;
  next.state = point::alarm::acknowledged;
  next.at_ms = came.accepted_ms;
  next.by = one_line(acknowledgement.origin.principal, 256);
  next.text = next.title + ": the alarm is acknowledged" + (next.by.empty() ? "" : " by " + next.by);
  change_alarm(acknowledgement.point, next,
               [this, caller, came, next, former, id = acknowledgement.point](const abi::error* why) {
                 if (why == nullptr) return caller->give(came);
                 {
                   const std::lock_guard lock(mutex_);
                   if (auto& record = alarms_.at(id);
                       record.at_ms == next.at_ms && record.state == next.state)
                     record = former;
                 }
                 caller->give(*why);
               });
}

}  // namespace watchpost::engine
