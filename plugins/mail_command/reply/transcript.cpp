#include "transcript.h"

#include "mail/text/time.h"
#include "mail_command/grammar/own_text.h"
#include "texts.h"

#include <watchpost/cpp/point_text.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace watchpost::mail_command::reply {
namespace {

using std::string;

// One line, whatever hosts and devices bring along.
string one_line(std::string_view text) {
  string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, ' ');
  return out;
}

string say(const grammar::bilingual& b, const voice& v) { return string(b.in(v.in)); }

string point_name(const point::info& p) {
  return p.title == p.id ? one_line(p.id) : one_line(p.title) + " (" + one_line(p.id) + ")";
}

string value_text(const point::info& of, const point::value& value, const voice& v) {
  if (std::holds_alternative<std::monostate>(value)) return say({"no value", "値なし"}, v);
  return one_line(point::to_text(of, value));
}

// "off -> on, reads on (good, ...)"
string movement_text(const line_result& r, const voice& v) {
  const point::info& p = *r.about;
  const bool ja = v.in == grammar::language::japanese;
  string out = value_text(p, r.before.value, v) + (ja ? " → " : " -> ") + value_text(p, r.asked, v);
  if (r.after.at_ms == 0 && std::holds_alternative<std::monostate>(r.after.value)) return out;
  out += ja ? "、読み返し" : ", reads back";
  if (!r.readback.empty()) out += " [" + one_line(r.readback) + "]";
  return out + " " + sample_text(p, r.after, v);
}

string about_text(const line_result& r, const voice& v) {
  if (!r.about) return {};
  string out = point_name(*r.about);
  if (r.code == reply_code::value) return out + " = " + sample_text(*r.about, r.now, v);
  if (r.code == reply_code::acknowledged) return out;
  if (!std::holds_alternative<std::monostate>(r.asked)) out += " " + movement_text(r, v);
  return out;
}

string meant_text(const line_result& r, const voice& v) {
  string out;
  const bool ja = v.in == grammar::language::japanese;
  for (const auto& m : r.meant) {
    if (!out.empty()) out += ja ? "、" : ", ";
    out += ja ? "「" + one_line(m) + "」" : "'" + one_line(m) + "'";
  }
  if (out.empty()) return out;
  return ja ? "もしかして: " + out : "did you mean " + out + "?";
}

string reverts_text(const line_result& r, const voice& v) {
  const bool ja = v.in == grammar::language::japanese;
  string out;
  if (r.reverts_ms != 0) {
    const string at = time_text(r.reverts_ms, v);
    out = ja ? at + " に元の値に戻します" : "goes back at " + at;
  }
  if (r.given_up_ms == 0 || r.given_up_ms == r.reverts_ms) return out;
  const string then = time_text(r.given_up_ms, v);
  if (ja) return out + (out.empty() ? "" : "、") + then + " に戻す予定は取り消しました";
  return out.empty() ? "does not go back at " + then + " any more" : out + ", not at " + then + " any more";
}

string code_text(const line_result& r, const voice& v) {
  if (r.mailed_code.empty()) return {};
  const string at = r.expires_ms != 0 ? time_text(r.expires_ms, v) : string();
  const bool ja = v.in == grammar::language::japanese;
  return shown_to_copy((ja ? "承認 " : "confirm ") + r.mailed_code, v.in) +
         (at.empty() ? ""
          : ja       ? "    （有効期限 " + at + "）\n"
                     : "    (good until " + at + ")\n");
}

string doubt_text(const grammar::doubt& d, const voice& v) {
  const bool ja = v.in == grammar::language::japanese;
  const string line = std::to_string(d.line),
               front = ja ? "操作は何も行っていません。" : "Nothing was operated: ";
  string out;
  switch (d.kind) {
    case grammar::doubt::reason::line:
      out = ja ? front + line + "行目をコマンドとして解釈できないためです。"
               : front + "line " + line + " of the mail is no command.";
      break;
    case grammar::doubt::reason::below:
      out = ja ? front + "コマンドより下の" + line + "行目に、ポイントや操作に関わる文があるためです。"
               : front + "line " + line +
                     " of the mail, below the commands, still speaks of points or operations.";
      break;
    case grammar::doubt::reason::unread:
      out = ja ? front + "メールが長く、全部は読めないためです。"
               : front + "the mail is longer than what is read.";
  }
  out += "\n";
  if (!d.source.empty()) out += "> " + one_line(d.source) + "\n";
  return out + (ja ? "コマンドだけを、新しいメールの先頭に書いて送信してください。\n\n"
                   : "Send the commands again, alone and at the top of a new mail.\n\n");
}

void append(string& text, const string& more, std::string_view between) {
  if (!more.empty()) text += string(between) + more;
}

string limits_text(const point::info& p, const voice& v) {
  const auto shown = [&](double limit) {
    return p.kind == point::kind::analog ? point::bare_text(p, limit) : point::detail::fixed(limit, 0);
  };
  if (std::isnan(p.min) && std::isnan(p.max)) return {};
  const string low = std::isnan(p.min) ? "" : shown(p.min), high = std::isnan(p.max) ? "" : shown(p.max);
  return low + (v.in == grammar::language::japanese ? "から" : "..") + high;
}

}  // namespace

string time_text(std::int64_t wall_ms, const voice& v) {
  using namespace std::chrono;
  const int offset = v.zone(wall_ms);
  const auto shown = floor<seconds>(sys_time<milliseconds>(milliseconds(wall_ms) + minutes(offset)));
  return mail::date_and_time(shown) + ' ' + (v.zone_name.empty() ? mail::zone_text(offset) : v.zone_name);
}

string sample_text(const point::info& of, const point::sample& s, const voice& v) {
  const bool ja = v.in == grammar::language::japanese;
  string out = value_text(of, s.value, v) + (ja ? "（" : " (") + say(text_of(s.quality), v);
  append(out, say(text_of(s.alarm), v), ja ? "、" : ", ");
  if (s.at_ms != 0) append(out, time_text(s.at_ms, v), ja ? "、" : ", ");
  return out + (ja ? "）" : ")");
}

string line_text(const line_result& r, const voice& v) {
  const bool ja = v.in == grammar::language::japanese;
  const std::string_view stop = ja ? "。" : "; ";
  const reply_entry& e = entry(r.code);
  string out = std::to_string(number(r.code)) + " " + say(e.text, v);
  append(out, about_text(r, v), ": ");
  if (r.fault && r.fault != grammar::fault_kind::unknown_word) append(out, say(text_of(*r.fault), v), ": ");
  if (!r.word.empty()) append(out, (ja ? "「" : "'") + one_line(r.word) + (ja ? "」" : "'"), ": ");
  append(out, one_line(r.text), stop);
  append(out, reverts_text(r, v), stop);
  append(out, meant_text(r, v), stop);
  if (!good(r.code) && r.meant.empty()) append(out, say(e.remedy, v), stop);
  return out;
}

string transcript(const answer_frame& frame, std::span<const line_result> lines, const voice& v) {
  const bool ja = v.in == grammar::language::japanese;
  string out = frame.in_doubt ? doubt_text(*frame.in_doubt, v) : string();
  out += one_line(frame.host) + "  " + time_text(frame.answered_ms, v) + "\n";
  if (!frame.principal.empty()) out += (ja ? "依頼者: " : "for: ") + one_line(frame.principal) + "\n";
  for (const auto& remark : frame.remarks) out += (ja ? "注意: " : "note: ") + one_line(remark) + "\n";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const line_result& r = lines[i];
    const auto same_as = [&](const line_result& other) {
      return other.line == r.line && other.source == r.source;
    };
    if (i == 0 || !same_as(lines[i - 1]))
      out += "\n" + (r.source.empty() ? string() : "> " + one_line(r.source) + "\n");
    out += line_text(r, v) + "\n";
    const bool more =
        i + 1 < lines.size() && same_as(lines[i + 1]) && lines[i + 1].mailed_code == r.mailed_code;
    if (!more) out += code_text(r, v);
    if (!r.block.empty()) out += r.block + (r.block.ends_with('\n') ? "" : "\n");
  }
  return out;
}

string help_text(const voice& v) { return say(help_page(), v); }

string list_text(std::span<const listed_point> points, const voice& v) {
  const bool ja = v.in == grammar::language::japanese;
  const std::string_view between = ja ? "、" : ", ";
  if (points.empty())
    return ja ? "閲覧できるポイントはありません。\n" : "There is no point that you may read.\n";
  string out;
  for (const auto& [p, may_operate] : points) {
    out += point_name(p) + ": " + say(text_of(p.kind), v) +
           say(p.output ? grammar::bilingual{" output", "出力"} : grammar::bilingual{" input", "入力"}, v);
    if (p.kind == point::kind::digital)
      append(out, one_line(p.off_word) + "/" + one_line(p.on_word), between);
    const string limits = limits_text(p, v);
    append(out, limits.empty() ? one_line(p.unit) : limits + (p.unit.empty() ? "" : " " + one_line(p.unit)),
           between);
    if (may_operate && p.operable) {
      append(out, say({"may be operated", "操作可"}, v), between);
      if (p.confirmed) append(out, say({"with confirmation", "承認が必要"}, v), between);
      if (p.two_persons) append(out, say({"by two persons", "2名の承認が必要"}, v), between);
    }
    out += "\n";
  }
  return out;
}

string status_text(const status_facts& s, const voice& v) {
  string out;
  for (const auto& [what, value] : s.facts) out += say(what, v) + ": " + one_line(value) + "\n";
  if (s.alarms.empty()) return out + say({"alarms: none", "警報: なし"}, v) + "\n";
  out += say({"alarms:", "警報:"}, v) + "\n";
  for (const auto& [p, sample] : s.alarms)
    out += "  " + point_name(p) + " = " + sample_text(p, sample, v) + "\n";
  return out;
}

}  // namespace watchpost::mail_command::reply
