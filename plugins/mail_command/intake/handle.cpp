#include "handle.h"

#include "mail_command/act/execute.h"
#include "mail_command/grammar/line.h"
#include "mail_command/reply/answering.h"

#include <algorithm>

namespace watchpost::mail_command::intake {
namespace {

constexpr std::size_t room_for_answer = 64 * 1024;
// Kept free of answers to mail that proved nothing.
constexpr std::size_t mails_for_proven = 500, bytes_for_proven = 16 * 1024 * 1024;

std::string principal_of(const identity::assessment& a) {
  return a.claims.empty() ? a.from : a.claims.back().principal();
}

constexpr std::size_t most_told = 2048;  // bytes of a fact

void add_told(host::audit_facts& facts, const char* key, const std::vector<std::string>& told) {
  std::string all;
  for (const auto& one : told) {
    if (all.size() + one.size() > most_told) {
      all += "; ...";
      break;
    }
    all += (all.empty() ? "" : "; ") + one;
  }
  if (!all.empty()) facts.emplace_back(key, std::move(all));
}

host::audit_facts facts_of_mail(const screened& m) {
  host::audit_facts facts{{"from", m.author.from}, {"message_id", m.mail.message_id}};
  if (!m.reason.empty()) facts.emplace_back("why", m.reason);
  add_told(facts, "grounds", m.author.grounds);
  return facts;
}

// What is good for once, the attempts, and that the mail was seen.
plugin::edits spent(runtime::context& ctx, const screened& m) {
  plugin::edits changes = ctx.state.tried();
  for (const identity::once& o : m.author.used_up) append(changes, ctx.state.once.add(o.key, o.until_ms));
  append(changes, ctx.state.seen.add(m.mail.id, ctx.host.wall_ms() + journal::remember_ms));
  if (m.verdict != verdict_on_mail::drop && m.verdict != verdict_on_mail::too_big)
    append(changes, ctx.state.spoken.wrote(m.mail.to, m.text.in, ctx.config.alarm.addresses));
  return changes;
}

mail::net::task<fate> settled(runtime::context& ctx, plugin::edits changes) {
  const host::mishap failed = co_await ctx.state.commit(ctx.host, std::move(changes));
  co_return failed ? fate::later : fate::over;
}

bool has_room(const outbox::mail_queue& out, const identity::answer_quota& quota) {
  return quota.is == identity::standing::proven
             ? out.has_room(1, room_for_answer)
             : out.has_room(mails_for_proven, bytes_for_proven / mails_for_proven);
}

bool proves_something(const identity::assessment& a) {
  return std::any_of(a.claims.begin(), a.claims.end(), [](const identity::claim& c) {
    return !(c.reached | c.for_asking).without(identity::proof::address).empty();
  });
}

// Of mail that proves nothing, by an hour: the rest is counted. Whom a row is about wants to know why.
constexpr std::int64_t records_of_strangers = 1, records_of_known = 10;

mail::net::task<fate> leave_unanswered(runtime::context& ctx, const screened& m) {
  const std::string kind = m.reason.substr(0, m.reason.find(':'));
  const std::int64_t now = ctx.time.now();
  const bool counted = !proves_something(m.author);
  const std::int64_t most = m.author.claims.empty() ? records_of_strangers : records_of_known;
  if (!counted || ctx.state.dropped.tells(kind, most, now)) {
    const host::mishap unwritten = co_await ctx.host.audit("mail.dropped", facts_of_mail(m));
    if (unwritten) co_return fate::later;
  }
  plugin::edits changes = spent(ctx, m);
  if (counted) append(changes, ctx.state.dropped.took(kind, most, m.author.from, now));
  const fate end = co_await settled(ctx, std::move(changes));
  co_return end;
}

// Of a mail that is not carried out as a whole.
mail::net::task<fate> tell(runtime::context& ctx, const screened& m, std::string event,
                           reply::reply_code code) {
  const host::mishap unwritten = co_await ctx.host.audit(std::move(event), facts_of_mail(m));
  if (unwritten) co_return fate::later;
  plugin::edits changes = spent(ctx, m);
  const std::vector<reply::line_result> lines{line_of(grammar::command{}, code)};
  append(changes, answer(ctx, m.mail, lines, {}));
  const fate end = co_await settled(ctx, std::move(changes));
  co_return end;
}

journal::request request_of(const screened& m, const decide::decided& plan, std::int64_t now) {
  journal::request r;
  r.mail = m.mail;
  r.author = m.author;
  r.accepted_ms = now;
  for (const grammar::command& c : m.text.commands) r.lines.push_back({c.line, c.source});
  for (const grammar::fault& f : m.text.faults) r.lines.push_back({f.line, f.source});
  r.steps = plan.steps;
  return r;
}

host::audit_facts facts_of_answer(const journal::request& r, std::span<const reply::line_result> lines,
                                  const reply::answer_words& with) {
  std::string codes;
  for (const reply::line_result& l : lines)
    codes += (codes.empty() ? "" : " ") + std::to_string(number(l.code));
  host::audit_facts facts{{"to", r.mail.to}, {"message_id", r.mail.message_id}, {"codes", codes}};
  if (with.in_doubt) facts.emplace_back("in_doubt", "line " + std::to_string(with.in_doubt->line));
  add_told(facts, "grounds", r.author.grounds);
  std::vector<std::string> refused;
  for (const reply::line_result& l : lines)
    if (!l.grounds.empty())
      refused.push_back("line " + std::to_string(l.line) + (l.about ? ", " + l.about->id : "") + ": " +
                        l.grounds);
  add_told(facts, "refused", refused);
  return facts;
}

// The end of a mail: outcome and answer in one commit.
mail::net::task<fate> conclude(runtime::context& ctx, const journal::request& r,
                               std::vector<reply::line_result> lines, reply::answer_words with,
                               plugin::edits changes) {
  for (const reply::line_result& l : lines)
    if (number(l.code) >= 500) ++ctx.live.counts.refused;
  if (lines.empty()) {
    lines.push_back(line_of(grammar::command{}, reply::reply_code::information));
    lines.back().block = help_text(reply::voice_for(ctx, r.mail.japanese));
  }
  const host::mishap unwritten = co_await ctx.host.audit("mail.answered", facts_of_answer(r, lines, with));
  if (unwritten) with.remarks.push_back("the audit log could not be written");
  append(changes, ctx.state.closed(r.mail.id));
  with.principal = principal_of(r.author);
  append(changes, answer(ctx, r.mail, lines, std::move(with)));
  const fate end = co_await settled(ctx, std::move(changes));
  co_return end;
}

mail::net::task<fate> carry_out_mail(runtime::context& ctx, const screened& m) {
  const host::async_mutex::lock mine = co_await ctx.points.acquire();
  const grammar::point_names names(ctx.host.catalogue());
  decide::decided plan = decide::decide(ctx, m.text, m.mail, m.author, names);
  const journal::request r = request_of(m, plan, ctx.host.wall_ms());
  plugin::edits changes = spent(ctx, m);
  append(changes, std::move(plan.changes));
  if (plan.pending) append(changes, ctx.state.pending.add(m.mail.id, std::move(*plan.pending)));
  if (!r.steps.empty()) {
    append(changes, ctx.state.opened(r));
    for (auto& [key, back] : plan.returning) append(changes, ctx.state.returning.arm(key, std::move(back)));
    const host::mishap failed = co_await ctx.state.commit(ctx.host, std::move(changes));
    changes.clear();
    if (failed) co_return fate::later;  // resume() tells that nothing was done
  }
  auto lines =
      co_await act::carry_out(ctx, r, plan.slots, names, reply::voice_for(ctx, m.mail.japanese), changes);
  reply::answer_words with{.principal = {}, .remarks = m.remarks, .in_doubt = m.text.in_doubt};
  const fate end = co_await conclude(ctx, r, std::move(lines), std::move(with), std::move(changes));
  co_return end;
}

// What a line came to of which nothing was journaled: what it would be refused for, or that it was not done.
void tell_undone(runtime::context& ctx, const journal::request& r, const journal::written_line& line,
                 const grammar::point_names& names, std::vector<reply::line_result>& lines) {
  const auto again = grammar::read_line(line.source, line.line, {}, false);
  if (const auto* f = std::get_if<grammar::fault>(&again)) return lines.push_back(reply::not_understood(*f));
  const grammar::command& c = std::get<grammar::command>(again);
  if (!moves(c.action)) {
    auto seen = decide::look_up(ctx, c, r.author, names, reply::voice_for(ctx, r.mail.japanese));
    lines.insert(lines.end(), seen.begin(), seen.end());
    return;
  }
  const bool journaled = std::any_of(r.steps.begin(), r.steps.end(), [&](const journal::armed& s) {
    return operates(c.action) ? s.source == line.source : s.line == line.line || s.line == 0;
  });
  if (!journaled) lines.push_back(line_of(c, reply::reply_code::not_executed));
}

mail::net::task<void> resume_one(runtime::context& ctx, const journal::request& r) {
  const host::async_mutex::lock mine = co_await ctx.points.acquire();
  if (!ctx.state.open.contains(r.mail.id)) co_return;
  const grammar::point_names names(ctx.host.catalogue());
  plugin::edits changes;
  std::vector<reply::line_result> lines;
  for (const journal::armed& step : r.steps) {
    reply::line_result known = co_await act::find_out(ctx, step, names, changes);
    lines.push_back(std::move(known));
  }
  for (const journal::written_line& line : r.lines) tell_undone(ctx, r, line, names, lines);
  std::stable_sort(lines.begin(), lines.end(),
                   [](const reply::line_result& a, const reply::line_result& b) { return a.line < b.line; });
  reply::answer_words with;
  const fate end = co_await conclude(ctx, r, std::move(lines), std::move(with), std::move(changes));
  (void)end;  // what is owed goes with the next commit
}

}  // namespace

mail::net::task<void> record_dropped(runtime::context& ctx) {
  const std::int64_t now = ctx.time.now();
  for (const journal::dropped& tally : ctx.state.dropped.due(now)) {
    host::audit_facts facts{
        {"from", tally.from}, {"why", tally.kind}, {"count", std::to_string(tally.count)}};
    const host::mishap unwritten = co_await ctx.host.audit("mail.dropped", std::move(facts));
    if (unwritten) co_return;
    const host::mishap failed = co_await ctx.state.commit(ctx.host, ctx.state.dropped.told(tally, now));
    (void)failed;  // owed to the next one
  }
}

mail::net::task<fate> handle(runtime::context& ctx, const mail::message_info& info,
                             std::chrono::milliseconds slack) {
  screened m = screen(ctx, info, slack);
  if (m.verdict == verdict_on_mail::drop) co_return co_await leave_unanswered(ctx, m);
  if (!has_room(ctx.state.outbox, m.mail.quota)) {
    if (m.mail.quota.is == identity::standing::proven) co_return fate::later;
    m.reason = "too many letters wait to be sent";
    co_return co_await leave_unanswered(ctx, m);
  }
  if (m.verdict == verdict_on_mail::old)
    co_return co_await tell(ctx, m, "mail.old", reply::reply_code::old_mail);
  if (m.verdict == verdict_on_mail::too_big)
    co_return co_await tell(ctx, m, "mail.too_big", reply::reply_code::too_large);
  co_return co_await carry_out_mail(ctx, m);
}

mail::net::task<void> resume(runtime::context& ctx) {
  if (ctx.state.open.empty()) co_return;
  // An acknowledgement is made again, and nothing is that is not journaled.
  const host::mishap behind = co_await ctx.state.commit(ctx.host, {});
  if (behind) co_return;
  std::vector<journal::request> left;
  for (const auto& [id, r] : ctx.state.open) left.push_back(r);
  for (const journal::request& r : left) co_await resume_one(ctx, r);
}

}  // namespace watchpost::mail_command::intake
