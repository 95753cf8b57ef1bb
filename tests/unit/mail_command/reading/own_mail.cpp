#include "own_mail.h"

#include "mail/message/header.h"
#include "mail/message/mime.h"
#include "mail_command/alarm/alarm_mail.h"
#include "mail_command/outbox/reply_mail.h"
#include "mail_command/reply/transcript.h"
#include "whole_mail.h"

#include <cstdint>
#include <stdexcept>

namespace watchpost::mail_command::test {
namespace {

constexpr std::int64_t now = 1'795'607'590'123;  // 2026-11-25 11:53:10 UTC
constexpr const char* box = "plant@example.org";

reply::voice in(grammar::language l) {
  return {.in = l, .zone = [](std::int64_t) { return 540; }, .zone_name = {}};
}

own_mail seen(std::string name, const outbox::outgoing_mail& of) {
  const auto mime = mail::message::read_mime(of.message);
  const auto subject = mail::message::field(of.message, "Subject");
  if (!mime || mime->parts.empty() || !subject) throw std::runtime_error("no letter");
  std::string text = mime->parts.front().content;
  std::erase(text, '\r');
  return {std::move(name), *subject, std::move(text)};
}

own_mail answer_with(std::string name, const std::vector<reply::line_result>& lines, grammar::language l,
                     std::optional<grammar::doubt> in_doubt = {}) {
  const auto made = outbox::make_reply({.event = "answer." + name,
                                        .own = box,
                                        .to = "tanaka@example.jp",
                                        .subject = std::string("plant [") + mail_code + "]",
                                        .request_id = "1@example.jp",
                                        .references = {},
                                        .body = transcript({.host = "plant",
                                                            .principal = "tanaka@example.jp",
                                                            .answered_ms = now,
                                                            .in_doubt = std::move(in_doubt)},
                                                           lines, in(l)),
                                        .now_ms = now});
  return seen(std::move(name), made.value());
}

reply::line_result result_of(reply::reply_code code, grammar::language l) {
  const bool ja = l == grammar::language::japanese;
  reply::line_result r{.line = 1, .source = ja ? "ポンプ1 オン" : "pump1 on", .code = code};
  r.about = plant().catalogue().front();
  r.asked = true;
  if (code == reply::reply_code::confirm || code == reply::reply_code::second_person) {
    r.mailed_code = mail_code;
    r.expires_ms = now + 900'000;
  }
  return r;
}

void add_answers(std::vector<own_mail>& all, grammar::language l) {
  const std::string in_language = std::string(" ") + std::string(name(l));
  for (const reply::reply_entry& e : reply::replies())
    all.push_back(
        answer_with("answer " + std::to_string(number(e.code)) + in_language, {result_of(e.code, l)}, l));
  const auto with_block = [&](const std::string& name, std::string block) {
    reply::line_result r{.line = 1, .source = "help", .code = reply::reply_code::information};
    r.block = std::move(block);
    all.push_back(answer_with(name + in_language, {r}, l));
  };
  with_block("help", help_text(in(l)));
  std::vector<reply::listed_point> points;
  for (const auto& p : plant().catalogue()) points.push_back({p, true});
  with_block("list", list_text(points, in(l)));
  reply::status_facts facts;
  facts.facts.push_back({{"operations done", "実行した操作"}, "2"});
  facts.alarms.emplace_back(plant().catalogue()[3], point::sample{});
  with_block("status", status_text(facts, in(l)));
  all.push_back(answer_with("doubt" + in_language, {result_of(reply::reply_code::in_doubt, l)}, l,
                            grammar::doubt{grammar::doubt::reason::line, 2, "if it is dry"}));
}

void add_alarms(std::vector<own_mail>& all, grammar::language l) {
  alarm::alarm_mail_terms terms;
  terms.own = box;
  terms.name = "plant 1";
  terms.in = l;
  terms.zone = [](std::int64_t) { return 540; };
  for (const auto why : {alarm::alarm_mail_reason::began, alarm::alarm_mail_reason::repeated,
                         alarm::alarm_mail_reason::worse, alarm::alarm_mail_reason::over}) {
    alarm::alarm_mail_facts f;
    f.event = "alarm." + std::to_string(static_cast<int>(why));
    f.to = "tanaka@example.jp";
    f.reason = why;
    f.source = "level";
    f.title = "水位";
    f.text = "too high";
    f.value = "4.20 m";
    f.began_ms = f.now_ms = now;
    f.ended_ms = now + 5'430'000;
    f.nth = 2;
    f.code = why == alarm::alarm_mail_reason::over ? "" : mail_code;
    all.push_back(seen("alarm " + f.event + ' ' + std::string(name(l)), make_alarm_mail(f, terms).value()));
  }
}

}  // namespace

const std::vector<own_mail>& all_own_mail() {
  static const auto all = [] {
    std::vector<own_mail> made;
    for (const auto l : {grammar::language::english, grammar::language::japanese}) {
      add_answers(made, l);
      add_alarms(made, l);
    }
    return made;
  }();
  return all;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace watchpost::mail_command::test
