#include "handle.h"

#include "answering.h"
#include "execute.h"
#include "mail_command/grammar/line.h"

#include <algorithm>

namespace watchpost::mail_command {
namespace {

constexpr std::size_t room_for_answer = 64 * 1024;
// Kept free of answers to mail that proved nothing.
constexpr std::size_t letters_for_proven = 500, bytes_for_proven = 16 * 1024 * 1024;

std::string principal_of(const assessment& a) {
  return a.claims.empty() ? a.from : a.claims.back().principal();
}

constexpr std::size_t most_told = 2048;  // bytes of a fact

void add_told(audit_facts& to, const char* key, const std::vector<std::string>& told) {
  std::string all;
  for (const auto& one : told) {
    if (all.size() + one.size() > most_told) {
      all += "; ...";
      break;
    }
    all += (all.empty() ? "" : "; ") + one;
  }
  if (!all.empty()) to.emplace_back(key, std::move(all));
}

audit_facts facts_of_mail(const screened& m) {
  audit_facts facts{{"from", m.author.from}, {"message_id", m.mail.message_id}};
  if (!m.why.empty()) facts.emplace_back("why", m.why);
  add_told(facts, "grounds", m.author.grounds);
  return facts;
}

// What is good for once, the attempts, and that the mail was seen.
edits spent(desk& d, const screened& m) {
  edits changes = d.kept.tried();
  for (const once& o : m.author.used_up) append(changes, d.kept.once.add(o.key, o.until_ms));
  append(changes, d.kept.seen.add(m.mail.id, d.host.wall_ms() + remember_ms));
  if (m.is != verdict_on_mail::drop && m.is != verdict_on_mail::too_big)
    append(changes, d.kept.spoken.wrote(m.mail.to, m.text.in, d.how.alarm.addresses));
  return changes;
}

mail::net::task<fate> settled(desk& d, edits changes) {
  const mishap failed = co_await d.kept.commit(d.host, std::move(changes));
  co_return failed ? fate::later : fate::over;
}

bool has_room(const outbox& out, const account& on) {
  return on.is == standing::proven ? out.has_room(1, room_for_answer)
                                   : out.has_room(letters_for_proven, bytes_for_proven / letters_for_proven);
}

bool proves_something(const assessment& a) {
  return std::any_of(a.claims.begin(), a.claims.end(), [](const claim& c) {
    return !(c.reached | c.for_asking).without(proof::address).empty();
  });
}

// Of mail that proves nothing, by an hour: the rest is counted. Whom a row is about wants to know why.
constexpr std::int64_t records_of_strangers = 1, records_of_known = 10;

mail::net::task<fate> leave_unanswered(desk& d, const screened& m) {
  const std::string kind = m.why.substr(0, m.why.find(':'));
  const std::int64_t now = d.time.now();
  const bool counted = !proves_something(m.author);
  const std::int64_t most = m.author.claims.empty() ? records_of_strangers : records_of_known;
  if (!counted || d.kept.dropped.tells(kind, most, now)) {
    const mishap unwritten = co_await d.host.audit("mail.dropped", facts_of_mail(m));
    if (unwritten) co_return fate::later;
  }
  edits changes = spent(d, m);
  if (counted) append(changes, d.kept.dropped.took(kind, most, m.author.from, now));
  const fate end = co_await settled(d, std::move(changes));
  co_return end;
}

// Of a mail that is not carried out as a whole.
mail::net::task<fate> tell(desk& d, const screened& m, std::string event, reply what) {
  const mishap unwritten = co_await d.host.audit(std::move(event), facts_of_mail(m));
  if (unwritten) co_return fate::later;
  edits changes = spent(d, m);
  const std::vector<line_result> lines{line_of(command{}, what)};
  append(changes, answer(d, m.mail, lines, {}));
  const fate end = co_await settled(d, std::move(changes));
  co_return end;
}

request request_of(const screened& m, const decided& what, std::int64_t now) {
  request r;
  r.mail = m.mail;
  r.author = m.author;
  r.accepted_ms = now;
  for (const command& c : m.text.commands) r.lines.push_back({c.line, c.source});
  for (const fault& f : m.text.faults) r.lines.push_back({f.line, f.source});
  r.steps = what.steps;
  return r;
}

audit_facts facts_of_answer(const request& r, std::span<const line_result> lines, const answer_words& with) {
  std::string codes;
  for (const line_result& l : lines) codes += (codes.empty() ? "" : " ") + std::to_string(number(l.code));
  audit_facts facts{{"to", r.mail.to}, {"message_id", r.mail.message_id}, {"codes", codes}};
  if (with.in_doubt) facts.emplace_back("in_doubt", "line " + std::to_string(with.in_doubt->line));
  add_told(facts, "grounds", r.author.grounds);
  std::vector<std::string> refused;
  for (const line_result& l : lines)
    if (!l.grounds.empty())
      refused.push_back("line " + std::to_string(l.line) + (l.about ? ", " + l.about->id : "") + ": " +
                        l.grounds);
  add_told(facts, "refused", refused);
  return facts;
}

// The end of a mail: outcome and answer in one commit.
mail::net::task<fate> conclude(desk& d, const request& r, std::vector<line_result> lines, answer_words with,
                               edits changes) {
  for (const line_result& l : lines)
    if (number(l.code) >= 500) ++d.live.counts.refused;
  if (lines.empty()) {
    lines.push_back(line_of(command{}, reply::information));
    lines.back().block = help_text(voice_for(d, r.mail.japanese));
  }
  const mishap unwritten = co_await d.host.audit("mail.answered", facts_of_answer(r, lines, with));
  if (unwritten) with.remarks.push_back("the audit log could not be written");
  append(changes, d.kept.closed(r.mail.id));
  with.principal = principal_of(r.author);
  append(changes, answer(d, r.mail, lines, std::move(with)));
  const fate end = co_await settled(d, std::move(changes));
  co_return end;
}

mail::net::task<fate> carry_out_mail(desk& d, const screened& m) {
  const turns::hold mine = co_await d.points.take();
  const point_names names(d.host.catalogue());
  decided what = decide(d, m.text, m.mail, m.author, names);
  const request r = request_of(m, what, d.host.wall_ms());
  edits changes = spent(d, m);
  append(changes, std::move(what.changes));
  if (what.pending) append(changes, d.kept.waiting.add(m.mail.id, std::move(*what.pending)));
  if (!r.steps.empty()) {
    append(changes, d.kept.opened(r));
    for (auto& [key, back] : what.returning) append(changes, d.kept.returning.arm(key, std::move(back)));
    const mishap failed = co_await d.kept.commit(d.host, std::move(changes));
    changes.clear();
    if (failed) co_return fate::later;  // resume() tells that nothing was done
  }
  auto lines = co_await carry_out(d, r, what.slots, names, voice_for(d, m.mail.japanese), changes);
  answer_words with{.principal = {}, .remarks = m.remarks, .in_doubt = m.text.in_doubt};
  const fate end = co_await conclude(d, r, std::move(lines), std::move(with), std::move(changes));
  co_return end;
}

// What a line came to of which nothing was journaled: what it would be refused for, or that it was not done.
void tell_undone(desk& d, const request& r, const written_line& line, const point_names& names,
                 std::vector<line_result>& lines) {
  const auto again = read_line(line.source, line.line, {}, false);
  if (const auto* f = std::get_if<fault>(&again)) return lines.push_back(not_understood(*f));
  const command& c = std::get<command>(again);
  if (!moves(c.what)) {
    auto seen = look_up(d, c, r.author, names, voice_for(d, r.mail.japanese));
    lines.insert(lines.end(), seen.begin(), seen.end());
    return;
  }
  const bool journaled = std::any_of(r.steps.begin(), r.steps.end(), [&](const armed& s) {
    return operates(c.what) ? s.source == line.source : s.line == line.line || s.line == 0;
  });
  if (!journaled) lines.push_back(line_of(c, reply::not_executed));
}

mail::net::task<void> resume_one(desk& d, const request& r) {
  const turns::hold mine = co_await d.points.take();
  if (!d.kept.open.contains(r.mail.id)) co_return;
  const point_names names(d.host.catalogue());
  edits changes;
  std::vector<line_result> lines;
  for (const armed& step : r.steps) {
    line_result known = co_await find_out(d, step, names, changes);
    lines.push_back(std::move(known));
  }
  for (const written_line& line : r.lines) tell_undone(d, r, line, names, lines);
  std::stable_sort(lines.begin(), lines.end(),
                   [](const line_result& a, const line_result& b) { return a.line < b.line; });
  answer_words with;
  const fate end = co_await conclude(d, r, std::move(lines), std::move(with), std::move(changes));
  (void)end;  // what is owed goes with the next commit
}

}  // namespace

mail::net::task<void> record_dropped(desk& d) {
  const std::int64_t now = d.time.now();
  for (const dropped& what : d.kept.dropped.due(now)) {
    audit_facts facts{{"from", what.from}, {"why", what.kind}, {"count", std::to_string(what.count)}};
    const mishap unwritten = co_await d.host.audit("mail.dropped", std::move(facts));
    if (unwritten) co_return;
    const mishap failed = co_await d.kept.commit(d.host, d.kept.dropped.told(what, now));
    (void)failed;  // owed to the next one
  }
}

mail::net::task<fate> handle(desk& d, const mail::sighting& s, std::chrono::milliseconds slack) {
  screened m = screen(d, s, slack);
  if (m.is == verdict_on_mail::drop) co_return co_await leave_unanswered(d, m);
  if (!has_room(d.kept.out, m.mail.on)) {
    if (m.mail.on.is == standing::proven) co_return fate::later;
    m.why = "too many letters wait to be sent";
    co_return co_await leave_unanswered(d, m);
  }
  if (m.is == verdict_on_mail::old) co_return co_await tell(d, m, "mail.old", reply::old_mail);
  if (m.is == verdict_on_mail::too_big) co_return co_await tell(d, m, "mail.too_big", reply::too_large);
  co_return co_await carry_out_mail(d, m);
}

mail::net::task<void> resume(desk& d) {
  if (d.kept.open.empty()) co_return;
  // An acknowledgement is made again, and nothing is that is not journaled.
  const mishap behind = co_await d.kept.commit(d.host, {});
  if (behind) co_return;
  std::vector<request> left;
  for (const auto& [id, r] : d.kept.open) left.push_back(r);
  for (const request& r : left) co_await resume_one(d, r);
}

}  // namespace watchpost::mail_command
