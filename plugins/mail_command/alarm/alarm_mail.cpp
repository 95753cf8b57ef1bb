#include "alarm_mail.h"

#include "mail/text/time.h"
#include "mail_command/grammar/cut_line.h"
#include "mail_command/grammar/own_text.h"
#include "mail_command/grammar/tokens.h"
#include "mail_command/outbox/notice_mail.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace watchpost::mail_command::alarm {
namespace {

constexpr std::size_t max_title = 120, max_value = 60;

constexpr std::array<grammar::bilingual, 5> state_words{grammar::bilingual{"UNKNOWN", "不明"},
                                                        {"OK", "正常"},
                                                        {"WARNING", "注意"},
                                                        {"CRITICAL", "異常"},
                                                        {"PENDING", "確認中"}};

std::string line_of(std::string_view text, std::size_t most) { return grammar::cut_line(text, most, "..."); }

// "2026-11-22 19:13:20 +09:00"
std::string time_of(std::int64_t wall_ms, const grammar::utc_offset& zone) {
  const int east = zone(wall_ms);
  const std::chrono::sys_seconds shown{std::chrono::seconds(wall_ms / 1000 + east * 60LL)};
  return mail::date_and_time(shown) + ' ' + mail::zone_text(east);
}

std::string front_of(const alarm_mail_facts& f, grammar::language in) {
  const bool ja = in == grammar::language::japanese;
  switch (f.reason) {
    case alarm_mail_reason::over: return ja ? "【復旧】" : "[OVER] ";
    case alarm_mail_reason::repeated:
      return ja ? "【警報 " + std::to_string(f.nth) + "回目】"
                : "[ALARM, mail " + std::to_string(f.nth) + "] ";
    case alarm_mail_reason::began:
    case alarm_mail_reason::worse: break;
  }
  return ja ? "【警報】" : "[ALARM] ";
}

std::string title_of(const alarm_mail_facts& f) {
  return line_of(f.title.empty() ? f.source : f.title, max_title);
}

std::string value_of(const alarm_mail_facts& f, grammar::language in) {
  if (f.of_monitor) return std::string(state_words[static_cast<std::size_t>(f.state)].in(in));
  // The words of points that have none of their own.
  if (in == grammar::language::japanese && (f.value == "on" || f.value == "off"))
    return f.value == "on" ? "オン" : "オフ";
  return line_of(f.value, max_value);
}

// The host says it in English: "水位 is 4.20 m: too high (above 4.00 m)". In Japanese, what that says beyond
// title and value; other words are the facility's own.
std::string what_of(const alarm_mail_facts& f, grammar::language in) {
  const std::string front = f.title + " is " + f.value + ": ";
  if (in == grammar::language::english || !f.text.starts_with(front)) return f.text;
  std::string text = f.text.substr(front.size());
  std::string limit;
  for (const auto& [words, ja] :
       {grammar::bilingual{" (above ", "を超過"}, grammar::bilingual{" (below ", "を下回る"}}) {
    const auto at = text.rfind(words);
    if (at == std::string::npos || !text.ends_with(')')) continue;
    limit =
        "（" + text.substr(at + words.size(), text.size() - at - words.size() - 1) + std::string(ja) + "）";
    text.resize(at);
    break;
  }
  if (text == "alarm") text = "警報";
  if (text == "normal again") text = "正常に復帰";
  return text + limit;
}

std::string subject_of(const alarm_mail_facts& f, grammar::language in) {
  std::string subject = front_of(f, in) + title_of(f);
  const std::string value = value_of(f, in);
  if (!value.empty()) subject += ": " + value;
  if (!f.code.empty()) subject += " [" + f.code + "]";
  return subject;
}

std::string body_of(const alarm_mail_facts& f, const alarm_mail_terms& terms) {
  const bool ja = terms.in == grammar::language::japanese;
  const auto line = [&](std::string_view en, std::string_view words, const std::string& value) {
    return value.empty() ? std::string() : std::string(ja ? words : en) + value + "\n";
  };
  const bool over = f.reason == alarm_mail_reason::over;
  std::string body = front_of(f, terms.in) + title_of(f) +
                     (f.title.empty() ? "" : " (" + line_of(f.source, max_title) + ")") + "\n\n";
  body += line("Value:  ", "値　　　: ", value_of(f, terms.in));
  if (f.of_monitor) body += line("Result: ", "結果　　: ", line_of(f.value, 300));
  body += line("What:   ", "内容　　: ", line_of(what_of(f, terms.in), 500));
  body += line("Since:  ", "発生時刻: ", time_of(f.began_ms, terms.zone));
  if (over)
    body += line("Over:   ", "復旧時刻: ",
                 time_of(f.ended_ms, terms.zone) + (ja ? "（継続 " : " (after ") +
                     lasted(f.ended_ms - f.began_ms, terms.in) + (ja ? "）" : ")"));
  body += line("From:   ", "通知元　: ", line_of(terms.name, max_title));
  if (!f.code.empty())
    body += (ja ? "\nこの警報を確認済みにするには、次の言葉だけを書いてこのメールに返信してください。\n"
                : "\nTo acknowledge this alarm, reply to this mail with these words alone.\n") +
            shown_to_copy((ja ? "警報確認 " : "ack ") + f.code, terms.in) +
            (ja ? "コードはこの宛先だけで、一度だけ使えます。\n"
                : "The code works once, and from this address only.\n");
  return body;
}

}  // namespace

grammar::language language_of(const alarm_mail_facts& f) {
  return grammar::has_japanese(f.title) || grammar::has_japanese(f.text) ? grammar::language::japanese
                                                                         : grammar::language::english;
}

std::string lasted(std::int64_t ms, grammar::language in) {
  const std::int64_t s = ms < 0 ? 0 : ms / 1000;
  const bool ja = in == grammar::language::japanese;
  if (s < 60) return std::to_string(s) + (ja ? "秒" : " s");
  if (s < 3600) return std::to_string(s / 60) + (ja ? "分" : " min");
  return std::to_string(s / 3600) + (ja ? "時間" : " h ") + std::to_string(s % 3600 / 60) +
         (ja ? "分" : " min");
}

std::optional<outbox::outgoing_mail> make_alarm_mail(const alarm_mail_facts& f,
                                                     const alarm_mail_terms& terms) {
  return outbox::make_notice({.event = f.event,
                              .own = terms.own,
                              .to = f.to,
                              .subject = subject_of(f, terms.in),
                              .body = body_of(f, terms),
                              .charset = terms.charset,
                              .now_ms = f.now_ms,
                              .first_id = f.first_id});
}

}  // namespace watchpost::mail_command::alarm
