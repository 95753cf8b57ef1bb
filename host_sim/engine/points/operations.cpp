// Operations: checked, accepted durably, moved, finished durably, answered.
#include "engine/points/core.h"
#include "engine/text.h"

#include <watchpost/cpp/point_text.hpp>

#include <algorithm>
#include <cmath>

namespace watchpost::engine {
namespace {

constexpr std::int64_t forgotten_after = 30LL * 86'400'000;
constexpr std::size_t most_operations = 50'000;
constexpr std::size_t longest_origin = 1024;

std::string record_name(const std::string& instance, const std::string& key) {
  return "op/" + instance + "\n" + key;
}

std::string move_name(std::uint64_t number) {
  auto digits = std::to_string(number);
  return "move/" + std::string(20 - digits.size(), '0') + digits;
}

bool good_key(const std::string& key) {
  return !key.empty() && key.size() <= WP_POINT_KEY_MAX && one_line(key) == key;
}

void tidy(point::origin& o) {
  for (auto* text : {&o.channel, &o.principal, &o.assurance, &o.message_id, &o.second})
    *text = one_line(*text, longest_origin);
}

bool same(const point::value& a, const point::value& b) {
  const auto* x = std::get_if<double>(&a);
  const auto* y = std::get_if<double>(&b);
  if (x != nullptr && y != nullptr)
    return std::abs(*x - *y) <= 1e-9 * std::max({1.0, std::abs(*x), std::abs(*y)});
  return a == b;
}

}  // namespace

circumstances board_core::around(const live_point& p) const {
  circumstances out{wall(), false, p.moving};
  if (p.spec.interlock.empty()) return out;
  const auto* lock = at(p.spec.interlock);
  const auto now = lock != nullptr ? sample_of(*lock) : point::sample{};
  const auto* on = std::get_if<bool>(&now.value);
  out.interlocked = on == nullptr || *on || now.quality == point::quality::bad;
  return out;
}

// `own_move`: the operation itself is why the point counts as moving.
std::optional<objection> board_core::objection_now(const point::operation& operation, bool own_move) const {
  const std::lock_guard lock(mutex_);
  const auto* p = at(operation.point);
  if (p == nullptr)
    return objection{point::refusal::no_point, "there is no point " + in_quotes(operation.point) +
                                                   did_you_mean(operation.point, ids())};
  auto now = around(*p);
  if (own_move) now.moving = false;
  return objection_to(operation, p->spec, now);
}

point::operated board_core::refused(const point::operation& operation, const objection& why) const {
  point::operated out;
  out.result = point::result::refused;
  out.refusal = why.why;
  out.text = why.text;
  out.asked = operation.value;
  if (const auto now = read(operation.point)) out.before = *now;
  return out;
}

void board_core::operate(const std::string& instance, point::operation operation, const asker& caller) {
  if (!good_key(operation.key)) {
    return caller->give(abi::error{.status = WP_E_ARGUMENT,
                                   .domain = "points",
                                   .text = "the key of an operation is one line of UTF-8 of 1 to " +
                                           std::to_string(WP_POINT_KEY_MAX) + " bytes"});
  }
  tidy(operation.origin);
  const auto name = record_name(instance, operation.key);
  if (const auto former = operations_.find(name); former != operations_.end() && !operation.dry_run) {
    auto& e = former->second;
    if (e.record.point != operation.point || e.record.came.asked != operation.value) {
      return caller->give(
          refused(operation, {point::refusal::key, "its key was used for another operation"}));
    }
    if (e.under_way) return e.askers.push_back(caller);
    auto came = e.record.came;
    came.duplicate = true;
    return caller->give(std::move(came));
  }
  if (stopping_ && !operation.dry_run) {
    return caller->give(
        abi::error{.status = WP_E_CANCELLED, .domain = "points", .text = "the host stops; nothing moved"});
  }
  if (const auto why = objection_now(operation, false)) return caller->give(refused(operation, *why));
  point::operated came;
  came.asked = operation.value;
  came.before = read(operation.point).value_or(point::sample{});
  if (operation.dry_run) {
    came.result = point::result::would;
    return caller->give(std::move(came));
  }
  std::vector<state_edit> edits;
  if (const auto room = make_room(edits); !room) return caller->give(room.error());
  came.result = point::result::pending;
  came.accepted_ms = wall();
  entry made{{operation.point, operation.origin, came}, true};
  {
    const std::lock_guard lock(mutex_);
    auto* p = at(operation.point);
    p->moving = true;
    made.spec = p->spec;
  }
  made.what = std::move(operation);
  made.askers.push_back(caller);
  caller->accepted(came);
  edits.push_back({name, to_record(made.record)});
  operations_.emplace(name, std::move(made));
  by_age_.emplace(came.accepted_ms, name);
  commit(std::move(edits), [this, name](const abi::error* why) { accepted(name, why); });
}

// Forgets what is old; keys of the latest days are never forgotten.
abi::expected<void> board_core::make_room(std::vector<state_edit>& edits) {
  const auto now = wall();
  while (!by_age_.empty()) {
    const auto oldest = by_age_.begin();
    const auto age = now - oldest->first;
    const bool full = by_age_.size() >= most_operations;
    if (age < (full ? std::int64_t{WP_POINT_KEYS_KEPT_MS} : forgotten_after)) {
      if (!full) break;
      return abi::error{
          .status = WP_E_LIMIT,
          .domain = "points",
          .text = std::to_string(most_operations) +
                  " operations in the latest 7 days; none is accepted until the oldest may be forgotten"};
    }
    edits.push_back({oldest->second, std::nullopt});
    operations_.erase(oldest->second);
    by_age_.erase(oldest);
  }
  return {};
}

void board_core::at_rest(const std::string& id) {
  const std::lock_guard lock(mutex_);
  if (auto* p = at(id)) p->moving = false;
}

void board_core::accepted(const std::string& name, const abi::error* why) {
  auto& e = operations_.at(name);
  if (why != nullptr) {
    const auto askers = std::move(e.askers);
    at_rest(e.record.point);
    std::erase_if(by_age_, [&](const auto& aged) { return aged.second == name; });
    operations_.erase(name);
    for (const auto& caller : askers) caller->give(*why);
    return;
  }
  if (const auto late = objection_now(e.what, true)) return withdraw(name, *late);
  if (e.spec.latency_ms <= 0) return move(name);
  if (stopping_) return give_up(e);
  e.moves_at =
      parts_.loop.at(parts_.loop.time().mono_ms() + e.spec.latency_ms, [self = weak_from_this(), name] {
        if (const auto there = self.lock()) there->move(name);
      });
}

// What the device does from now on is not known to this process.
void board_core::give_up(entry& e) {
  at_rest(e.record.point);
  e.under_way = false;
  e.moves_at.reset();
  e.record.came.result = point::result::unknown;
  e.record.came.text = "the host stopped before the outcome was known; check the point";
  e.askers.clear();  // which answers them
}

void board_core::stop() {
  stopping_ = true;
  for (auto& [name, e] : operations_) {
    if (!e.moves_at) continue;
    parts_.loop.cancel(*e.moves_at);
    give_up(e);
  }
}

void board_core::withdraw(const std::string& name, const objection& why) {
  commit({{name, std::nullopt}},
         [this, name, came = refused(operations_.at(name).what, why)](const abi::error* failed) {
           auto& e = operations_.at(name);
           if (failed != nullptr) return finish(name, came);  // the key stays used, with the refusal
           const auto askers = std::move(e.askers);
           at_rest(e.record.point);
           std::erase_if(by_age_, [&](const auto& aged) { return aged.second == name; });
           operations_.erase(name);
           for (const auto& caller : askers) caller->give(came);
         });
}

void board_core::move(const std::string& name) {
  auto& e = operations_.at(name);
  e.moves_at.reset();
  const auto& id = e.record.point;
  if (e.spec.stuck) return moved(name, nullptr);
  const output_record now{e.record.came.asked, wall()};
  {
    const std::lock_guard lock(mutex_);
    outputs_[id] = now;
  }
  ++moves_;
  const auto break_at = name.find('\n');
  std::vector<state_edit> edits{
      {"out/" + id, to_record(now)},
      {move_name(moves_), move_record(id, name.substr(3, break_at - 3), name.substr(break_at + 1),
                                      e.record.came.asked, now.at_ms)}};
  if (moves_ > moves_kept) edits.push_back({move_name(moves_ - moves_kept), std::nullopt});
  commit(std::move(edits), [this, name](const abi::error* why) { moved(name, why); });
}

void board_core::moved(const std::string& name, const abi::error* why) {
  const auto& e = operations_.at(name);
  at_rest(e.record.point);
  auto came = e.record.came;
  came.readback = e.spec.readback.empty() ? e.record.point : e.spec.readback;
  came.after = read(came.readback).value_or(point::sample{});
  const auto shown = [&] { return point::to_text(e.spec.what, came.after.value); };
  if (why != nullptr) {
    came.result = point::result::unknown;
    came.text = "the output may have moved: " + to_text(*why);
  } else if (came.after.quality == point::quality::bad) {
    came.result = point::result::unknown;
    came.text = "the read-back point " + in_quotes(came.readback) + " has no good value; check the point";
  } else if (!same(came.after.value, came.asked)) {
    came.result = point::result::failed;
    came.text = in_quotes(came.readback) + " reads " + in_quotes(shown()) + ": the output did not follow";
  } else {
    came.result = point::result::done;
  }
  finish(name, std::move(came));
}

void board_core::finish(const std::string& name, point::operated came) {
  auto& e = operations_.at(name);
  at_rest(e.record.point);
  came.accepted_ms = e.record.came.accepted_ms;
  came.finished_ms = wall();
  e.record.came = came;
  commit({{name, to_record(e.record)}}, [this, name](const abi::error* why) {
    if (why != nullptr)
      parts_.log.write(log_level::error, "points", "an outcome was not stored: " + to_text(*why));
    auto& done = operations_.at(name);
    done.under_way = false;
    const auto askers = std::move(done.askers);
    done.askers.clear();
    auto answer = done.record.came;
    for (const auto& caller : askers) {
      caller->give(answer);
      answer.duplicate = true;
    }
  });
  scan();
}

void board_core::outcome_of(const std::string& instance, const std::string& key, const asker& caller) {
  const auto found = operations_.find(record_name(instance, key));
  point::operated out;
  out.result = point::result::never;
  if (found == operations_.end()) return caller->give(std::move(out));
  out = found->second.record.came;
  if (found->second.under_way) out.result = point::result::pending;
  out.duplicate = true;
  caller->give(std::move(out));
}

}  // namespace watchpost::engine
