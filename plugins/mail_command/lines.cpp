#include "lines.h"

#include "facts.h"
#include "mail_command/grammar/line.h"
#include "mail_command/grammar/value.h"
#include "prospects.h"

#include <watchpost/cpp/values.hpp>

#include <algorithm>

namespace watchpost::mail_command {
namespace {

reply refusal_of(const decision& d) {
  switch (d.why) {
    case refusal_kind::only_read: return reply::read_only;
    case refusal_kind::proof: return reply::more_proof;
    case refusal_kind::credentials: return reply::wrong_credentials;
    default: return reply::not_allowed;
  }
}

line_result with_text(line_result r, std::string text) {
  r.text = std::move(text);
  return r;
}

line_result forbidden(const command& c, const point::info& at, const decision& how) {
  line_result r = with_text(line_of(c, refusal_of(how), at), how.text);
  r.grounds = how.grounds;
  return r;
}

line_result without_former_value(const command& c, const point::info& at) {
  return with_text(line_of(c, reply::no_host, at), "the point has no value now");
}

deed deed_of(const command& c) {
  const bool many = std::any_of(c.points.begin(), c.points.end(), [](const pattern& p) { return p.glob; });
  return many ? deed::operate_many : deed::operate;
}

// On whose say-so a command is looked at: the author of this mail, or of an earlier one with approvals.
struct say_so {
  const assessment& author;
  std::span<const approval> approvals;
  std::string id;  // of the mail that the command stood in
  std::string message_id;
  std::int64_t written_ms = 0;
};

class clerk {
 public:
  clerk(desk& d, const correspondence& mail, const assessment& author, const point_names& names)
      : d_(d),
        mail_(mail),
        author_(author),
        names_(names),
        now_(d.host.wall_ms()),
        ahead_(d.host, d.kept.returning) {}

  void take(const command& c);
  void take(const fault& f);
  decided end();

 private:
  void operate(const command& c, const say_so& by, std::span<const std::size_t> points);
  void operate_one(const command& c, const say_so& by, const point::info& at);
  std::optional<armed> arm(const command& c, const say_so& by, const point::info& at);
  std::optional<point::value> value_for(const command& c, const point::info& at, reply& why);
  bool times_for(const command& c, const say_so& by, armed& step);
  bool former_value(const command& c, const point::info& at, armed& step);
  void promise(const armed& step);
  void wait(const command& c, const point::info& at, const decision& how);
  void confirm(const command& c);
  void acknowledge(const command& c);
  void acknowledge_by_code(const command& c);
  void tell(line_result r) { place(slot::kind::told).said = std::move(r); }
  void add(armed step) {
    place(slot::kind::step).step = out_.steps.size();
    out_.steps.push_back(std::move(step));
  }
  slot& place(slot::kind is) {
    slot& s = out_.slots.emplace_back();
    s.is = is;
    s.line = line_;
    return s;
  }

  desk& d_;
  const correspondence& mail_;
  const assessment& author_;
  const point_names& names_;
  std::int64_t now_;  // wall
  prospects ahead_;
  std::size_t line_ = 0;  // of the mail: the one that is worked out
  std::string code_;      // of out_.pending
  decided out_;
};

void clerk::take(const fault& f) {
  line_ = f.line;
  tell(not_understood(f));
}

void clerk::take(const command& c) {
  line_ = c.line;
  if (c.what == verb::confirm) return confirm(c);
  if (c.what == verb::ack) return c.code.empty() ? acknowledge(c) : acknowledge_by_code(c);
  if (!operates(c.what)) {
    place(slot::kind::look).ask = c;
    return;
  }
  const auto named = names_.find(c.points);
  for (const auto& [p, m] : named.unmatched) tell(not_found(c, p, m));
  if (!named.unmatched.empty()) return;
  operate(c, {author_, {}, mail_.id, mail_.message_id, mail_.written_ms}, named.points);
}

void clerk::operate(const command& c, const say_so& by, std::span<const std::size_t> points) {
  for (const std::size_t i : points) operate_one(c, by, names_.catalogue()[i]);
}

void clerk::operate_one(const command& c, const say_so& by, const point::info& at) {
  const decision how = may(d_.how.access, by.author, by.approvals, deed_of(c), at);
  if (how.kind == permit::refused) return tell(forbidden(c, at, how));
  if (how.kind != permit::allowed && !c.dry_run) return wait(c, at, how);
  if (out_.steps.size() >= most_steps) return tell(line_of(c, reply::too_much, at));
  auto step = arm(c, by, at);
  if (!step) return;
  step->origin = {"mail", how.principal, how.reached.words(), by.message_id, how.second};
  step->confirmed = how.confirmed;
  if (c.dry_run) {
    place(slot::kind::rehearse).trial = std::move(*step);
    return;
  }
  promise(*step);
  ahead_.moved(at.id, step->value, step->key, step->back);
  add(std::move(*step));
}

// Without an origin. Nothing: told why not.
std::optional<armed> clerk::arm(const command& c, const say_so& by, const point::info& at) {
  reply why = reply::wrong_kind;
  const auto to = value_for(c, at, why);
  if (!to) {
    line_result r = why == reply::wrong_kind ? line_of(c, why, at) : without_former_value(c, at);
    r.word = c.value;
    tell(std::move(r));
    return std::nullopt;
  }
  armed step;
  step.line = c.line;
  step.source = c.source;
  step.point = at.id;
  step.value = *to;
  step.key = by.id + '/' + std::to_string(c.line) + '/' + at.id;
  step.not_after_ms = now_ + d_.how.what.freshness.count();
  if (!times_for(c, by, step)) {
    tell(line_of(c, reply::too_late, at));
    return std::nullopt;
  }
  if (!former_value(c, at, step)) {
    tell(without_former_value(c, at));
    return std::nullopt;
  }
  return step;
}

std::optional<point::value> clerk::value_for(const command& c, const point::info& at, reply& why) {
  if (c.what == verb::set) return read_value(at, c.value);
  if (at.kind != point::kind::digital) return std::nullopt;
  if (c.what == verb::on || c.what == verb::pulse) return point::value(true);
  if (c.what == verb::off) return point::value(false);
  why = reply::no_host;
  const point::sample& now = ahead_.of(at.id).now;
  const bool* is = now.quality == point::quality::good ? std::get_if<bool>(&now.value) : nullptr;
  if (is == nullptr) return std::nullopt;
  return point::value(!*is);
}

bool clerk::times_for(const command& c, const say_so& by, armed& step) {
  if (c.lasting) step.back_ms = c.lasting->count();
  if (c.what == verb::pulse && !c.lasting) step.back_ms = d_.how.what.pulse.count();
  if (c.until) {
    const auto at = resolve(*c.until, by.written_ms, d_.zone);
    if (!at || *at <= now_) return false;
    step.back_at_ms = *at;
    step.not_after_ms = std::min(step.not_after_ms, *at);
  }
  if (c.before) {
    const auto at = resolve(*c.before, by.written_ms, d_.zone);
    if (!at || *at <= now_) return false;
    step.not_after_ms = std::min(step.not_after_ms, *at);
  }
  return true;
}

// Where it is to return, to what: what an older return would bring, so that two of them do not end half way.
// Where that is the value that a line before leaves behind, or the line turns that one round, it rests on it.
bool clerk::former_value(const command& c, const point::info& at, armed& step) {
  const prospect& ahead = ahead_.of(at.id);
  if (c.what == verb::toggle) step.rests_on = ahead.step;
  if (step.back_ms == 0 && step.back_at_ms == 0) return true;
  if (c.what == verb::pulse) {
    step.back = false;
  } else if (ahead.back.index() != 0) {
    step.back = ahead.back;
  } else if (ahead.now.quality != point::quality::bad) {
    step.back = ahead.now.value;
    step.rests_on = ahead.step;
  }
  return step.back.index() != 0;
}

void clerk::promise(const armed& step) {
  if (step.back.index() == 0) return;
  revert r;
  r.point = step.point;
  r.back = step.back;
  r.by_clock = step.back_at_ms != 0;
  r.due_ms = r.by_clock ? d_.time.at(step.back_at_ms) : d_.time.now() + step.back_ms;
  r.confirmed = step.confirmed;
  r.origin = step.origin;
  r.to = mail_.to;
  r.japanese = mail_.japanese;
  r.charset = mail_.charset;
  out_.returning.emplace_back(step.key, std::move(r));
}

void clerk::wait(const command& c, const point::info& at, const decision& how) {
  if (!out_.pending) {
    auto made = mint({.purpose = "confirm", .addressee = author_.from, .about = mail_.id},
                     d_.time.now() + d_.how.what.confirm_expires.count());
    if (made.code.empty()) return tell(with_text(line_of(c, reply::no_host, at), "no randomness for a code"));
    code_ = std::move(made.code);
    out_.pending =
        waiting{std::move(made.kept), author_, {}, mail_.written_ms, {}, {}, mail_.on.is == standing::proven};
  }
  line_result r =
      line_of(c, how.kind == permit::needs_confirmation ? reply::confirm : reply::second_person, at);
  r.mailed_code = code_;
  r.expires_ms = d_.time.wall(out_.pending->code.until_ms);
  tell(std::move(r));
  out_.pending->lines.push_back({c.line, c.source});
  out_.pending->points.push_back(at.id);
}

void clerk::confirm(const command& c) {
  const std::string* found_id = d_.kept.waiting.find(c.code, d_.time.now());
  if (found_id == nullptr) return tell(line_of(c, reply::wrong_code));
  const std::string id = *found_id;
  waiting w = d_.kept.waiting.at(id);
  append(out_.changes, d_.kept.waiting.forget(id));
  w.approvals.push_back({author_, redeems(w.code, "confirm", c.code, author_.from, d_.time.now())});
  waiting left{w.code, w.author, w.approvals, w.written_ms, {}, {}, w.proven};
  for (std::size_t i = 0; i < w.lines.size(); ++i) {
    const auto again = read_line(w.lines[i].source, w.lines[i].line, {}, false);
    const auto* waited = std::get_if<command>(&again);
    const auto& all = names_.catalogue();
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const point::info& p) { return p.id == w.points[i]; });
    if (waited == nullptr || at == all.end()) {
      line_result r = line_of(c, reply::no_point);
      r.word = w.points[i];
      tell(std::move(r));
      continue;
    }
    const command& what = *waited;
    const decision how = may(d_.how.access, w.author, w.approvals, deed_of(what), *at);
    if (how.kind == permit::needs_confirmation || how.kind == permit::needs_second_person) {
      line_result r =
          line_of(what, how.kind == permit::needs_confirmation ? reply::confirm : reply::second_person, *at);
      r.expires_ms = d_.time.wall(w.code.until_ms);
      tell(std::move(r));
      left.lines.push_back(w.lines[i]);
      left.points.push_back(w.points[i]);
      continue;
    }
    operate_one(what, {w.author, w.approvals, id, mail_.message_id, w.written_ms}, *at);
  }
  if (!left.lines.empty()) append(out_.changes, d_.kept.waiting.add(id, std::move(left)));
}

void clerk::acknowledge_by_code(const command& c) {
  const auto alarm = d_.kept.alarmed.find(c.code, author_.from, d_.time.now());
  if (!alarm) return tell(line_of(c, reply::wrong_code));
  if (alarm->is == alarm_phase::over) return tell(line_of(c, reply::no_alarm));
  armed step;
  step.what = alarm->of_monitor ? armed::act::acknowledge_monitor : armed::act::acknowledge;
  step.line = c.line;
  step.source = c.source;
  step.point = alarm->source;
  step.occurrence = values::parse_int(alarm->occurrence).value_or(0);
  step.origin = {"mail", author_.from, "address code", mail_.message_id, ""};
  add(std::move(step));
}

void clerk::acknowledge(const command& c) {
  const auto named = names_.find(c.points);
  for (const auto& [p, m] : named.unmatched) tell(not_found(c, p, m));
  if (!named.unmatched.empty()) return;
  bool any = false;
  for (const std::size_t i : named.points) {
    const point::info& at = names_.catalogue()[i];
    const auto now = d_.host.read(at.id);
    const bool active = now && now->alarm == point::alarm::active;
    if (!active && c.points.empty()) continue;
    const decision how = may(d_.how.access, author_, {}, deed::operate, at);
    // A confirmation that stands for a proof would come too late to say who saw the alarm.
    const bool refused = how.kind == permit::refused || how.why != refusal_kind::none;
    if (refused && c.points.empty()) continue;
    any = true;
    if (refused) {
      tell(forbidden(c, at, how));
    } else if (!active) {
      tell(line_of(c, reply::no_alarm, at));
    } else {
      armed step;
      step.what = armed::act::acknowledge;
      step.line = c.line;
      step.source = c.source;
      step.point = at.id;
      step.occurrence = now->occurrence;
      step.origin = {"mail", how.principal, how.reached.words(), mail_.message_id, ""};
      add(std::move(step));
    }
  }
  if (!any) tell(line_of(c, reply::no_alarm));
}

decided clerk::end() {
  std::stable_sort(out_.slots.begin(), out_.slots.end(),
                   [](const slot& a, const slot& b) { return a.line < b.line; });
  return std::move(out_);
}

}  // namespace

decided decide(desk& d, const parsed& text, const correspondence& mail, const assessment& author,
               const point_names& names) {
  clerk one(d, mail, author, names);
  for (const command& c : text.commands) one.take(c);
  for (const fault& f : text.faults) one.take(f);
  return one.end();
}

std::vector<line_result> look_up(desk& d, const command& c, const assessment& author,
                                 const point_names& names, const voice& v) {
  std::vector<line_result> out;
  const auto inform = [&](std::string block) {
    out.push_back(line_of(c, reply::information));
    out.back().block = std::move(block);
  };
  if (c.what == verb::help) return inform(help_text(v)), out;
  const auto named = names.find(c.points);
  for (const auto& [p, m] : named.unmatched) out.push_back(not_found(c, p, m));
  std::vector<listed_point> listed;
  status_facts status;
  for (const std::size_t i : named.points) {
    const point::info& at = names.catalogue()[i];
    const decision how = may(d.how.access, author, {}, deed::read, at);
    const bool by_name = c.points.size() == 1 && !c.points.front().glob;
    if (how.kind != permit::allowed) {
      if (by_name) out.push_back(forbidden(c, at, how));
      continue;
    }
    const auto now = d.host.read(at.id);
    if (c.what == verb::list) {
      const decision more = may(d.how.access, author, {}, deed::operate, at);
      listed.push_back({at, at.operable && more.kind != permit::refused});
    } else if (c.what == verb::status && c.points.empty()) {
      if (now && now->alarm != point::alarm::normal) status.alarms.emplace_back(at, *now);
    } else {
      out.push_back(has_value(c, at, now.value_or(point::sample{})));
    }
  }
  if (c.what == verb::list) inform(list_text(listed, v));
  if (c.what == verb::status && c.points.empty()) {
    status.facts = facts_of(d, v);
    inform(status_text(status, v));
  }
  if (out.empty()) out.push_back(line_of(c, reply::no_point));
  return out;
}

}  // namespace watchpost::mail_command
