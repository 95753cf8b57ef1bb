#include "planner.h"

#include "mail_command/grammar/line.h"
#include "mail_command/grammar/value.h"
#include "mail_command/reply/facts.h"
#include "prospects.h"

#include <watchpost/cpp/values.hpp>

#include <algorithm>

namespace watchpost::mail_command::decide {
namespace {

reply::reply_code refusal_of(const identity::decision& refused) {
  switch (refused.refusal) {
    case identity::refusal_kind::only_read: return reply::reply_code::read_only;
    case identity::refusal_kind::proof: return reply::reply_code::more_proof;
    case identity::refusal_kind::credentials: return reply::reply_code::wrong_credentials;
    default: return reply::reply_code::not_allowed;
  }
}

reply::line_result with_text(reply::line_result r, std::string text) {
  r.text = std::move(text);
  return r;
}

reply::line_result forbidden(const grammar::command& c, const point::info& at,
                             const identity::decision& decision) {
  reply::line_result r = with_text(line_of(c, refusal_of(decision), at), decision.text);
  r.grounds = decision.grounds;
  return r;
}

reply::line_result without_former_value(const grammar::command& c, const point::info& at) {
  return with_text(line_of(c, reply::reply_code::no_host, at), "the point has no value now");
}

identity::deed deed_of(const grammar::command& c) {
  const bool many =
      std::any_of(c.points.begin(), c.points.end(), [](const grammar::pattern& p) { return p.glob; });
  return many ? identity::deed::operate_many : identity::deed::operate;
}

// On whose say-so a command is looked at: the author of this mail, or of an earlier one with approvals.
struct authority {
  const identity::assessment& author;
  std::span<const identity::approval> approvals;
  std::string id;  // of the mail that the command stood in
  std::string message_id;
  std::int64_t written_ms = 0;
};

class planner {
 public:
  planner(runtime::context& ctx, const journal::correspondence& mail, const identity::assessment& author,
          const grammar::point_names& names)
      : ctx_(ctx),
        mail_(mail),
        author_(author),
        names_(names),
        now_(ctx.host.wall_ms()),
        ahead_(ctx.host, ctx.state.returning) {}

  void take(const grammar::command& c);
  void take(const grammar::fault& f);
  decided end();

 private:
  void operate(const grammar::command& c, const authority& by, std::span<const std::size_t> points);
  void operate_one(const grammar::command& c, const authority& by, const point::info& at);
  std::optional<journal::armed> arm(const grammar::command& c, const authority& by, const point::info& at);
  std::optional<point::value> value_for(const grammar::command& c, const point::info& at,
                                        reply::reply_code& refusal);
  bool times_for(const grammar::command& c, const authority& by, journal::armed& step);
  bool former_value(const grammar::command& c, const point::info& at, journal::armed& step);
  void promise(const journal::armed& step);
  void wait(const grammar::command& c, const point::info& at, const identity::decision& decision);
  void confirm(const grammar::command& c);
  void acknowledge(const grammar::command& c);
  void acknowledge_by_code(const grammar::command& c);
  void tell(reply::line_result r) { place(slot::kind::told).said = std::move(r); }
  void add(journal::armed step) {
    place(slot::kind::step).step = out_.steps.size();
    out_.steps.push_back(std::move(step));
  }
  slot& place(slot::kind form) {
    slot& s = out_.slots.emplace_back();
    s.form = form;
    s.line = line_;
    return s;
  }

  runtime::context& ctx_;
  const journal::correspondence& mail_;
  const identity::assessment& author_;
  const grammar::point_names& names_;
  std::int64_t now_;  // wall
  prospects ahead_;
  std::size_t line_ = 0;  // of the mail: the one that is worked out
  std::string code_;      // of out_.pending
  decided out_;
};

void planner::take(const grammar::fault& f) {
  line_ = f.line;
  tell(reply::not_understood(f));
}

void planner::take(const grammar::command& c) {
  line_ = c.line;
  if (c.action == grammar::verb::confirm) return confirm(c);
  if (c.action == grammar::verb::ack) return c.code.empty() ? acknowledge(c) : acknowledge_by_code(c);
  if (!operates(c.action)) {
    place(slot::kind::look).ask = c;
    return;
  }
  const auto named = names_.find(c.points);
  for (const auto& [p, m] : named.unmatched) tell(reply::not_found(c, p, m));
  if (!named.unmatched.empty()) return;
  operate(c, {author_, {}, mail_.id, mail_.message_id, mail_.written_ms}, named.points);
}

void planner::operate(const grammar::command& c, const authority& by, std::span<const std::size_t> points) {
  for (const std::size_t i : points) operate_one(c, by, names_.catalogue()[i]);
}

void planner::operate_one(const grammar::command& c, const authority& by, const point::info& at) {
  const identity::decision decision = may(ctx_.config.rules, by.author, by.approvals, deed_of(c), at);
  if (decision.kind == identity::permit::refused) return tell(forbidden(c, at, decision));
  if (decision.kind != identity::permit::allowed && !c.dry_run) return wait(c, at, decision);
  if (out_.steps.size() >= most_steps) return tell(line_of(c, reply::reply_code::too_much, at));
  auto step = arm(c, by, at);
  if (!step) return;
  step->origin = {"mail", decision.principal, decision.reached.words(), by.message_id, decision.second};
  step->confirmed = decision.confirmed;
  if (c.dry_run) {
    place(slot::kind::rehearse).trial = std::move(*step);
    return;
  }
  promise(*step);
  ahead_.moved(at.id, step->value, step->key, step->back);
  add(std::move(*step));
}

// Without an origin. Nothing: told why not.
std::optional<journal::armed> planner::arm(const grammar::command& c, const authority& by,
                                           const point::info& at) {
  reply::reply_code refusal = reply::reply_code::wrong_kind;
  const auto value = value_for(c, at, refusal);
  if (!value) {
    reply::line_result r =
        refusal == reply::reply_code::wrong_kind ? line_of(c, refusal, at) : without_former_value(c, at);
    r.word = c.value;
    tell(std::move(r));
    return std::nullopt;
  }
  journal::armed step;
  step.line = c.line;
  step.source = c.source;
  step.point = at.id;
  step.value = *value;
  step.key = by.id + '/' + std::to_string(c.line) + '/' + at.id;
  step.not_after_ms = now_ + ctx_.config.freshness.count();
  if (!times_for(c, by, step)) {
    tell(line_of(c, reply::reply_code::too_late, at));
    return std::nullopt;
  }
  if (!former_value(c, at, step)) {
    tell(without_former_value(c, at));
    return std::nullopt;
  }
  return step;
}

std::optional<point::value> planner::value_for(const grammar::command& c, const point::info& at,
                                               reply::reply_code& refusal) {
  if (c.action == grammar::verb::set) return grammar::read_value(at, c.value);
  if (at.kind != point::kind::digital) return std::nullopt;
  if (c.action == grammar::verb::on || c.action == grammar::verb::pulse) return point::value(true);
  if (c.action == grammar::verb::off) return point::value(false);
  refusal = reply::reply_code::no_host;
  const point::sample& now = ahead_.of(at.id).now;
  const bool* on = now.quality == point::quality::good ? std::get_if<bool>(&now.value) : nullptr;
  if (on == nullptr) return std::nullopt;
  return point::value(!*on);
}

bool planner::times_for(const grammar::command& c, const authority& by, journal::armed& step) {
  if (c.lasting) step.back_ms = c.lasting->count();
  if (c.action == grammar::verb::pulse && !c.lasting) step.back_ms = ctx_.config.pulse.count();
  if (c.until) {
    const auto at = resolve(*c.until, by.written_ms, ctx_.zone);
    if (!at || *at <= now_) return false;
    step.back_at_ms = *at;
    step.not_after_ms = std::min(step.not_after_ms, *at);
  }
  if (c.before) {
    const auto at = resolve(*c.before, by.written_ms, ctx_.zone);
    if (!at || *at <= now_) return false;
    step.not_after_ms = std::min(step.not_after_ms, *at);
  }
  return true;
}

// Where it is to return, to what: what an older return would bring, so that two of them do not end half way.
// Where that is the value that a line before leaves behind, or the line turns that one round, it rests on it.
bool planner::former_value(const grammar::command& c, const point::info& at, journal::armed& step) {
  const prospect& ahead = ahead_.of(at.id);
  if (c.action == grammar::verb::toggle) step.rests_on = ahead.step;
  if (step.back_ms == 0 && step.back_at_ms == 0) return true;
  if (c.action == grammar::verb::pulse) {
    step.back = false;
  } else if (ahead.back.index() != 0) {
    step.back = ahead.back;
  } else if (ahead.now.quality != point::quality::bad) {
    step.back = ahead.now.value;
    step.rests_on = ahead.step;
  }
  return step.back.index() != 0;
}

void planner::promise(const journal::armed& step) {
  if (step.back.index() == 0) return;
  journal::revert r;
  r.point = step.point;
  r.back = step.back;
  r.by_clock = step.back_at_ms != 0;
  r.due_ms = r.by_clock ? ctx_.time.at(step.back_at_ms) : ctx_.time.now() + step.back_ms;
  r.confirmed = step.confirmed;
  r.origin = step.origin;
  r.to = mail_.to;
  r.japanese = mail_.japanese;
  r.charset = mail_.charset;
  out_.returning.emplace_back(step.key, std::move(r));
}

void planner::wait(const grammar::command& c, const point::info& at, const identity::decision& decision) {
  if (!out_.pending) {
    auto made = identity::mint({.purpose = "confirm", .addressee = author_.from, .about = mail_.id},
                               ctx_.time.now() + ctx_.config.confirm_expires.count());
    if (made.code.empty())
      return tell(with_text(line_of(c, reply::reply_code::no_host, at), "no randomness for a code"));
    code_ = std::move(made.code);
    out_.pending = journal::pending_confirmation{std::move(made.kept),
                                                 author_,
                                                 {},
                                                 mail_.written_ms,
                                                 {},
                                                 {},
                                                 mail_.quota.is == identity::standing::proven};
  }
  reply::line_result r =
      line_of(c,
              decision.kind == identity::permit::needs_confirmation ? reply::reply_code::confirm
                                                                    : reply::reply_code::second_person,
              at);
  r.mailed_code = code_;
  r.expires_ms = ctx_.time.wall(out_.pending->code.until_ms);
  tell(std::move(r));
  out_.pending->lines.push_back({c.line, c.source});
  out_.pending->points.push_back(at.id);
}

void planner::confirm(const grammar::command& c) {
  const std::string* found_id = ctx_.state.pending.find(c.code, ctx_.time.now());
  if (found_id == nullptr) return tell(line_of(c, reply::reply_code::wrong_code));
  const std::string id = *found_id;
  journal::pending_confirmation w = ctx_.state.pending.at(id);
  append(out_.changes, ctx_.state.pending.forget(id));
  w.approvals.push_back({author_, redeems(w.code, "confirm", c.code, author_.from, ctx_.time.now())});
  journal::pending_confirmation left{w.code, w.author, w.approvals, w.written_ms, {}, {}, w.proven};
  for (std::size_t i = 0; i < w.lines.size(); ++i) {
    const auto again = grammar::read_line(w.lines[i].source, w.lines[i].line, {}, false);
    const auto* waited = std::get_if<grammar::command>(&again);
    const auto& all = names_.catalogue();
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const point::info& p) { return p.id == w.points[i]; });
    if (waited == nullptr || at == all.end()) {
      reply::line_result r = line_of(c, reply::reply_code::no_point);
      r.word = w.points[i];
      tell(std::move(r));
      continue;
    }
    const grammar::command& command = *waited;
    const identity::decision decision = may(ctx_.config.rules, w.author, w.approvals, deed_of(command), *at);
    if (decision.kind == identity::permit::needs_confirmation ||
        decision.kind == identity::permit::needs_second_person) {
      reply::line_result r =
          line_of(command,
                  decision.kind == identity::permit::needs_confirmation ? reply::reply_code::confirm
                                                                        : reply::reply_code::second_person,
                  *at);
      r.expires_ms = ctx_.time.wall(w.code.until_ms);
      tell(std::move(r));
      left.lines.push_back(w.lines[i]);
      left.points.push_back(w.points[i]);
      continue;
    }
    operate_one(command, {w.author, w.approvals, id, mail_.message_id, w.written_ms}, *at);
  }
  if (!left.lines.empty()) append(out_.changes, ctx_.state.pending.add(id, std::move(left)));
}

void planner::acknowledge_by_code(const grammar::command& c) {
  const auto alarm = ctx_.state.alarmed.find(c.code, author_.from, ctx_.time.now());
  if (!alarm) return tell(line_of(c, reply::reply_code::wrong_code));
  if (alarm->is == alarm::alarm_phase::over) return tell(line_of(c, reply::reply_code::no_alarm));
  journal::armed step;
  step.what = alarm->of_monitor ? journal::armed::act::acknowledge_monitor : journal::armed::act::acknowledge;
  step.line = c.line;
  step.source = c.source;
  step.point = alarm->source;
  step.occurrence = values::parse_int(alarm->occurrence).value_or(0);
  step.origin = {"mail", author_.from, "address code", mail_.message_id, ""};
  add(std::move(step));
}

void planner::acknowledge(const grammar::command& c) {
  const auto named = names_.find(c.points);
  for (const auto& [p, m] : named.unmatched) tell(reply::not_found(c, p, m));
  if (!named.unmatched.empty()) return;
  bool any = false;
  for (const std::size_t i : named.points) {
    const point::info& at = names_.catalogue()[i];
    const auto now = ctx_.host.read(at.id);
    const bool active = now && now->alarm == point::alarm::active;
    if (!active && c.points.empty()) continue;
    const identity::decision decision = may(ctx_.config.rules, author_, {}, identity::deed::operate, at);
    // A confirmation that stands for a proof would come too late to say who saw the alarm.
    const bool refused =
        decision.kind == identity::permit::refused || decision.refusal != identity::refusal_kind::none;
    if (refused && c.points.empty()) continue;
    any = true;
    if (refused) {
      tell(forbidden(c, at, decision));
    } else if (!active) {
      tell(line_of(c, reply::reply_code::no_alarm, at));
    } else {
      journal::armed step;
      step.what = journal::armed::act::acknowledge;
      step.line = c.line;
      step.source = c.source;
      step.point = at.id;
      step.occurrence = now->occurrence;
      step.origin = {"mail", decision.principal, decision.reached.words(), mail_.message_id, ""};
      add(std::move(step));
    }
  }
  if (!any) tell(line_of(c, reply::reply_code::no_alarm));
}

decided planner::end() {
  std::stable_sort(out_.slots.begin(), out_.slots.end(),
                   [](const slot& a, const slot& b) { return a.line < b.line; });
  return std::move(out_);
}

}  // namespace

decided decide(runtime::context& ctx, const grammar::parsed& text, const journal::correspondence& mail,
               const identity::assessment& author, const grammar::point_names& names) {
  planner one(ctx, mail, author, names);
  for (const grammar::command& c : text.commands) one.take(c);
  for (const grammar::fault& f : text.faults) one.take(f);
  return one.end();
}

std::vector<reply::line_result> look_up(runtime::context& ctx, const grammar::command& c,
                                        const identity::assessment& author, const grammar::point_names& names,
                                        const reply::voice& v) {
  std::vector<reply::line_result> out;
  const auto inform = [&](std::string block) {
    out.push_back(line_of(c, reply::reply_code::information));
    out.back().block = std::move(block);
  };
  if (c.action == grammar::verb::help) return inform(help_text(v)), out;
  const auto named = names.find(c.points);
  for (const auto& [p, m] : named.unmatched) out.push_back(reply::not_found(c, p, m));
  std::vector<reply::listed_point> listed;
  reply::status_facts status;
  for (const std::size_t i : named.points) {
    const point::info& at = names.catalogue()[i];
    const identity::decision decision = may(ctx.config.rules, author, {}, identity::deed::read, at);
    const bool by_name = c.points.size() == 1 && !c.points.front().glob;
    if (decision.kind != identity::permit::allowed) {
      if (by_name) out.push_back(forbidden(c, at, decision));
      continue;
    }
    const auto now = ctx.host.read(at.id);
    if (c.action == grammar::verb::list) {
      const identity::decision more = may(ctx.config.rules, author, {}, identity::deed::operate, at);
      listed.push_back({at, at.operable && more.kind != identity::permit::refused});
    } else if (c.action == grammar::verb::status && c.points.empty()) {
      if (now && now->alarm != point::alarm::normal) status.alarms.emplace_back(at, *now);
    } else {
      out.push_back(reply::has_value(c, at, now.value_or(point::sample{})));
    }
  }
  if (c.action == grammar::verb::list) inform(list_text(listed, v));
  if (c.action == grammar::verb::status && c.points.empty()) {
    status.facts = facts_of(ctx, v);
    inform(status_text(status, v));
  }
  if (out.empty()) out.push_back(line_of(c, reply::reply_code::no_point));
  return out;
}

}  // namespace watchpost::mail_command::decide
