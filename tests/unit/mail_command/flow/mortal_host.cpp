#include "mortal_host.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace watchpost::mail_command::test {
namespace {

namespace asio = boost::asio;

point::operated refused(const point::operation& operation, point::refusal refusal) {
  point::operated came;
  came.result = point::result::refused;
  came.refusal = refusal;
  came.asked = operation.value;
  return came;
}

}  // namespace

void disk::add(const std::string& id, point::kind kind, point::value value, bool confirmed,
               bool two_persons) {
  fake_point p;
  p.about.id = id;
  p.about.title = "Title of " + id;
  p.about.kind = kind;
  p.about.output = p.about.operable = true;
  p.about.confirmed = confirmed;
  p.about.two_persons = two_persons;
  p.about.decimals = kind == point::kind::analog ? 1 : 0;
  p.now.value = std::move(value);
  p.now.quality = point::quality::good;
  points.insert_or_assign(id, std::move(p));
}

bool disk::is_on(const std::string& id) const {
  const bool* on = std::get_if<bool>(&points.at(id).now.value);
  return on != nullptr && *on;
}

std::unique_ptr<journal::durable_state> disk::load(std::size_t answers_per_hour) const {
  std::string why;
  auto state = journal::durable_state::load(entries, answers_per_hour, why);
  EXPECT_EQ(why, "");
  return state;
}

bool disk::tells(std::string_view front, std::string_view text) const {
  return std::any_of(entries.begin(), entries.end(), [&](const auto& e) {
    return e.first.starts_with(front) &&
           (e.first.find(text) != e.first.npos || e.second.find(text) != e.second.npos);
  });
}

std::size_t disk::moved(const std::string& id_part) const {
  return static_cast<std::size_t>(std::count_if(
      moves.begin(), moves.end(), [&](const auto& m) { return m.first.find(id_part) != m.first.npos; }));
}

bool disk::audited_as(std::string_view event, std::string_view word) const {
  return std::any_of(audit.begin(), audit.end(), [&](const audited& a) {
    if (a.event != event) return false;
    return word.empty() || std::any_of(a.facts.begin(), a.facts.end(), [&](const auto& f) {
             return f.second.find(word) != std::string::npos;
           });
  });
}

mail::net::task<void> mortal_host::done() {
  const int this_one = disk_.deeds++;
  if (!disk_.last_deed || this_one != *disk_.last_deed) co_return;
  dead_ = true;
  asio::steady_timer never(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
  co_await never.async_wait(asio::use_awaitable);
}

mail::net::task<host::mishap> mortal_host::commit(plugin::edits changes) {
  if (disk_.watch) disk_.watch();
  const int number = disk_.commits++;
  const auto& failing = disk_.failing;
  const bool fails = number >= failing.first && number < failing.end;
  if (!fails || failing.kept) disk_.write(changes);
  if (fails && failing.fatal) disk_.last_deed = disk_.deeds;
  if (fails) co_return "the disk is full";
  co_await done();
  co_return std::nullopt;
}

std::vector<point::info> mortal_host::catalogue() {
  std::vector<point::info> all;
  for (const auto& [id, p] : disk_.points) all.push_back(p.about);
  return all;
}

std::optional<point::sample> mortal_host::read(std::string_view point) {
  const auto found = disk_.points.find(point);
  if (found == disk_.points.end()) return std::nullopt;
  return found->second.now;
}

point::refusal mortal_host::refusal_of(const point::operation& operation) const {
  const auto found = disk_.points.find(operation.point);
  if (found == disk_.points.end()) return point::refusal::no_point;
  const point::info& at = found->second.about;
  if (!at.operable) return point::refusal::not_operable;
  if (!point::fits(at.kind, operation.value)) return point::refusal::kind;
  if (operation.not_after_ms != 0 && wall_ms() > operation.not_after_ms) return point::refusal::too_late;
  if (at.confirmed && !operation.confirmed) return point::refusal::unconfirmed;
  if (at.two_persons && operation.origin.second.empty()) return point::refusal::one_person;
  return point::refusal::none;
}

mail::net::task<host::reply_of_points> mortal_host::operate(point::operation operation) {
  if (disk_.operations_that_throw > 0) {
    --disk_.operations_that_throw;
    throw std::runtime_error("out of order");
  }
  if (const auto known = disk_.keys.find(operation.key); known != disk_.keys.end()) {
    point::operated again = known->second;
    again.duplicate = true;
    co_return host::reply_of_points{again, {}};
  }
  const auto refusal = refusal_of(operation);
  if (refusal != point::refusal::none) co_return host::reply_of_points{refused(operation, refusal), {}};
  point::operated came;
  came.asked = operation.value;
  came.before = disk_.points.find(operation.point)->second.now;
  came.accepted_ms = wall_ms();
  if (operation.dry_run) {
    came.result = point::result::would;
    co_return host::reply_of_points{came, {}};
  }
  const std::string forth = operation.key.substr(0, operation.key.find("/back/"));
  if (!disk_.tells(forth == operation.key ? "request." : "revert.", forth))
    disk_.unjournaled.push_back(operation.key);
  came.result = point::result::unknown;
  disk_.keys[operation.key] = came;
  co_await done();
  auto& at = disk_.points.find(operation.point)->second;
  at.now.value = operation.value;
  at.now.at_ms = wall_ms();
  disk_.moves.emplace_back(operation.key, operation.value);
  co_await done();
  came.result = point::result::done;
  came.after = at.now;
  came.finished_ms = wall_ms();
  disk_.keys[operation.key] = came;
  co_await done();
  co_return told(came);
}

host::reply_of_points mortal_host::told(point::operated came) {
  if (disk_.looks_until_known > 0) {
    --disk_.looks_until_known;
    came.result = point::result::pending;
  }
  return {std::move(came), {}};
}

mail::net::task<host::reply_of_points> mortal_host::outcome(std::string key) {
  disk_.looks_ms.push_back(wall_ms());
  if (disk_.forgetful) co_return host::reply_of_points{std::nullopt, "it cannot be looked up"};
  const auto known = disk_.keys.find(key);
  if (known != disk_.keys.end()) co_return told(known->second);
  point::operated never;
  never.result = point::result::never;
  co_return host::reply_of_points{never, {}};
}

mail::net::task<host::reply_of_points> mortal_host::acknowledge(point::acknowledgement acknowledgement) {
  point::operated came;
  came.result = point::result::done;
  if (!disk_.tells("request.", acknowledgement.point)) disk_.unjournaled.push_back(acknowledgement.point);
  auto& at = disk_.points.find(acknowledgement.point)->second.now;
  came.duplicate = at.alarm == point::alarm::acknowledged;
  at.alarm = point::alarm::acknowledged;
  if (!came.duplicate) disk_.acknowledged.emplace_back(acknowledgement.point, acknowledgement.occurrence);
  co_await done();
  co_return host::reply_of_points{came, {}};
}

mail::net::task<host::mishap> mortal_host::audit(std::string event, host::audit_facts facts) {
  if (disk_.fail_audit) co_return "the log is full";
  disk_.audit.push_back({std::move(event), std::move(facts)});
  co_await done();
  co_return std::nullopt;
}

}  // namespace watchpost::mail_command::test
