#include "execute.h"

#include "mail/net/connection.h"

#include <watchpost/cpp/point_text.hpp>

#include <algorithm>
#include <set>

namespace watchpost::mail_command::act {
namespace {

using namespace std::chrono_literals;

// How long an operation that is under way after a restart is waited for.
constexpr int looks = 20;
constexpr std::chrono::milliseconds between_looks = 500ms;

grammar::command line_command(const journal::armed& s) {
  grammar::command c;
  c.action = s.what == journal::armed::act::operate ? grammar::verb::set : grammar::verb::ack;
  c.line = s.line;
  c.source = s.source;
  return c;
}

point::info info_of(const grammar::point_names& names, const std::string& id) {
  for (const auto& p : names.catalogue())
    if (p.id == id) return p;
  point::info unknown;
  unknown.id = unknown.title = id;
  return unknown;
}

point::operation operation_of(const journal::armed& s, bool dry_run) {
  return {.point = s.point,
          .value = s.value,
          .key = s.key,
          .not_after_ms = s.not_after_ms,
          .dry_run = dry_run,
          .confirmed = s.confirmed,
          .origin = s.origin};
}

host::audit_facts facts_of_step(const journal::armed& s, const point::info& at) {
  return {{"point", s.point},
          {"asked", s.what == journal::armed::act::operate ? point::to_text(at, s.value) : "acknowledge"},
          {"principal", s.origin.principal},
          {"assurance", s.origin.assurance},
          {"second", s.origin.second},
          {"message_id", s.origin.message_id},
          {"line", std::to_string(s.line)},
          {"key", s.key}};
}

// The returns of the point, now that it is known what became of the step: its own begins, and ends those
// that were promised before. `ended`: when the step did, see timeline.h.
void settle_return(runtime::context& ctx, const journal::armed& s, const std::optional<point::operated>& came,
                   std::int64_t ended, reply::line_result& told, plugin::edits& changes) {
  const bool moved = came && came->result == point::result::done;
  const bool may_have =
      came && (moved || came->result == point::result::failed || came->result == point::result::unknown ||
               came->result == point::result::pending);
  journal::reverts& all = ctx.state.returning;
  if (const auto promised = all.due_of(s.point, s.key); promised && may_have) {
    (moved ? told.given_up_ms : told.reverts_ms) = ctx.time.wall(*promised);
    if (moved) append(changes, all.superseded(s.point, s.key));
  }
  const auto armed_one = all.all().find(s.key);
  if (armed_one == all.all().end()) return;
  if (!may_have) return append(changes, all.over(s.key));
  journal::revert r = armed_one->second;
  r.started = true;
  if (!r.by_clock && moved) r.due_ms = ended + s.back_ms;
  const std::int64_t due = ctx.time.wall(r.due_ms);
  told.reverts_ms = told.reverts_ms == 0 ? due : std::min(told.reverts_ms, due);
  append(changes, all.change(s.key, std::move(r)));
  if (ctx.wake) ctx.wake();
}

void count(runtime::context& ctx, const std::optional<point::operated>& came) {
  if (!came) return;
  if (came->result == point::result::done && !came->duplicate) ++ctx.live.counts.operated;
  if (came->result == point::result::unknown || came->result == point::result::pending)
    ++ctx.live.counts.unknown;
}

reply::line_result told(const journal::armed& s, const point::info& at, const host::reply_of_points& heard) {
  if (heard.came && heard.came->result != point::result::never)
    return reply::came_of(line_command(s), at, *heard.came);
  reply::line_result r =
      line_of(line_command(s), heard.came ? reply::reply_code::not_executed : reply::reply_code::no_host, at);
  r.text = heard.failed;
  return r;
}

mail::net::task<reply::line_result> conclude(runtime::context& ctx, const journal::armed& s,
                                             const point::info& at, host::reply_of_points heard,
                                             std::int64_t ended, plugin::edits& changes) {
  reply::line_result r = told(s, at, heard);
  count(ctx, heard.came);
  if (s.what == journal::armed::act::operate) settle_return(ctx, s, heard.came, ended, r, changes);
  if (s.what != journal::armed::act::operate && good(r.code)) {
    const std::string name = alarm::alarm_name(s.what == journal::armed::act::acknowledge_monitor, s.point);
    append(changes, ctx.state.alarmed.acknowledged(name, s.origin.principal, ctx.host.wall_ms()));
  }
  host::audit_facts facts = facts_of_step(s, at);
  facts.emplace_back("code", std::to_string(number(r.code)));
  if (heard.came) facts.emplace_back("result", std::string(point::name(heard.came->result)));
  if (!r.text.empty()) facts.emplace_back("text", r.text);
  const host::mishap unwritten = co_await ctx.host.audit("command.result", std::move(facts));
  if (unwritten && r.text.empty()) r.text = "the audit log could not be written";
  co_return r;
}

mail::net::task<reply::line_result> run_step(runtime::context& ctx, const journal::armed& s,
                                             const grammar::point_names& names, plugin::edits& changes) {
  const point::info at = info_of(names, s.point);
  host::reply_of_points heard;
  const host::mishap unwritten = co_await ctx.host.audit("command.accepted", facts_of_step(s, at));
  if (unwritten) {
    heard.failed = "the audit log cannot be written";
  } else if (s.what == journal::armed::act::operate) {
    heard = co_await ctx.host.operate(operation_of(s, false));
  } else if (s.what == journal::armed::act::acknowledge) {
    point::acknowledgement acknowledgement{s.point, s.occurrence, s.origin};
    heard = co_await ctx.host.acknowledge(std::move(acknowledgement));
  } else {
    heard.came.emplace();
    heard.came->result = point::result::done;
  }
  reply::line_result r = co_await conclude(ctx, s, at, std::move(heard), ctx.time.now(), changes);
  co_return r;
}

// Nothing is operated, as the step that it rests on was not done.
mail::net::task<reply::line_result> skip_step(runtime::context& ctx, const journal::armed& s,
                                              const grammar::point_names& names, plugin::edits& changes) {
  host::reply_of_points heard;
  heard.came.emplace();
  heard.came->result = point::result::never;
  heard.failed = "a line before it, on which it rests, was not carried out";
  reply::line_result r =
      co_await conclude(ctx, s, info_of(names, s.point), std::move(heard), ctx.time.now(), changes);
  co_return r;
}

mail::net::task<reply::line_result> rehearse(runtime::context& ctx, const journal::armed& s,
                                             const grammar::point_names& names) {
  const host::reply_of_points heard = co_await ctx.host.operate(operation_of(s, true));
  co_return told(s, info_of(names, s.point), heard);
}

}  // namespace

mail::net::task<std::vector<reply::line_result>> carry_out(runtime::context& ctx, const journal::request& r,
                                                           const std::vector<decide::slot>& slots,
                                                           const grammar::point_names& names,
                                                           const reply::voice& v, plugin::edits& changes) {
  std::vector<reply::line_result> all;
  std::set<std::string> done;  // keys
  for (const decide::slot& s : slots) {
    switch (s.form) {
      case decide::slot::kind::told: all.push_back(s.said); break;
      case decide::slot::kind::look: {
        auto seen = decide::look_up(ctx, s.ask, r.author, names, v);
        all.insert(all.end(), std::make_move_iterator(seen.begin()), std::make_move_iterator(seen.end()));
        break;
      }
      case decide::slot::kind::rehearse: {
        reply::line_result would = co_await rehearse(ctx, s.trial, names);
        all.push_back(std::move(would));
        break;
      }
      case decide::slot::kind::step: {
        const journal::armed& step = r.steps[s.step];
        const bool sound = step.rests_on.empty() || done.contains(step.rests_on);
        reply::line_result came;
        if (sound)
          came = co_await run_step(ctx, step, names, changes);
        else
          came = co_await skip_step(ctx, step, names, changes);
        if (good(came.code)) done.insert(step.key);
        all.push_back(std::move(came));
      }
    }
  }
  co_return all;
}

mail::net::task<reply::line_result> find_out(runtime::context& ctx, const journal::armed& step,
                                             const grammar::point_names& names, plugin::edits& changes) {
  const point::info at = info_of(names, step.point);
  host::reply_of_points heard;
  if (step.what == journal::armed::act::operate) {
    heard = co_await ctx.host.outcome(step.key);
    for (int i = 0; i < looks && heard.came && heard.came->result == point::result::pending; ++i) {
      const mail::net::instant again = ctx.net.time().now() + between_looks;
      co_await mail::net::wait_until(ctx.net, again, {});
      heard = co_await ctx.host.outcome(step.key);
    }
    if (!heard.came) {
      // Not known is not the same as not done.
      heard.came.emplace();
      heard.came->result = point::result::unknown;
      heard.came->text = heard.failed;
    }
    if (heard.came->result == point::result::pending) heard.came->result = point::result::unknown;
  } else if (step.what == journal::armed::act::acknowledge) {
    point::acknowledgement acknowledgement{step.point, step.occurrence, step.origin};
    heard = co_await ctx.host.acknowledge(std::move(acknowledgement));
  } else {
    heard.came.emplace();
    heard.came->result = point::result::done;
  }
  const std::int64_t finished = heard.came ? heard.came->finished_ms : 0;
  const std::int64_t ended = finished != 0 ? ctx.time.at(finished) : ctx.time.now();
  reply::line_result r = co_await conclude(ctx, step, at, std::move(heard), ended, changes);
  co_return r;
}

}  // namespace watchpost::mail_command::act
