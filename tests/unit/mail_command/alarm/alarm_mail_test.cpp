// What stands in an alarm mail.
#include "mail_command/alarm/alarm_mail.h"

#include "mail/message/header.h"
#include "mail/message/text_of_mail.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace watchpost::mail_command::alarm {
namespace {

alarm_mail_terms terms() {
  alarm_mail_terms t;
  t.own = "box@plant.test";
  t.name = "plant 1";
  t.charset = mail::message::text_charset::us_ascii;
  t.zone = [](std::int64_t) { return 540; };
  return t;
}

alarm_mail_facts facts() {
  alarm_mail_facts f;
  f.event = "alarm.1";
  f.to = "a@x.test";
  f.source = "pump1";
  f.title = "Pump 1";
  f.text = "switched to ON";
  f.value = "ON";
  f.began_ms = 1'795'342'400'000;
  f.now_ms = f.began_ms;
  f.code = "K7QF-3MZX-9TRA";
  return f;
}

TEST(AlarmLetter, SaysWhatAndWhenAndHowToAcknowledge) {
  const auto l = make_alarm_mail(facts(), terms());
  ASSERT_TRUE(l);
  EXPECT_EQ(mail::message::field(l->message, "Subject"), "[ALARM] Pump 1: ON [K7QF-3MZX-9TRA]");
  const auto body = l->message.substr(l->message.find("\r\n\r\n") + 4);
  EXPECT_EQ(body,
            "[watchpost:e25f9b7c4a6e] [ALARM] Pump 1 (pump1)\r\n\r\n"
            "Value:  ON\r\n"
            "What:   switched to ON\r\n"
            "Since:  2026-11-22 19:13:20 +09:00\r\n"
            "From:   plant 1\r\n\r\n"
            "To acknowledge this alarm, reply to this mail with these words alone.\r\n"
            "    to send back: ack K7QF-3MZX-9TRA\r\n"
            "The code works once, and from this address only.\r\n");
}

TEST(AlarmLetter, SaysHowLongItLasted) {
  alarm_mail_facts f = facts();
  f.reason = alarm_mail_reason::over;
  f.code.clear();
  f.value = "OFF";
  f.ended_ms = f.began_ms + 5'430'000;
  const auto l = make_alarm_mail(f, terms());
  ASSERT_TRUE(l);
  EXPECT_EQ(mail::message::field(l->message, "Subject"), "[OVER] Pump 1: OFF");
  EXPECT_NE(l->message.find("Over:   2026-11-22 20:43:50 +09:00 (after 1 h 30 min)\r\n"), std::string::npos);
  EXPECT_EQ(l->message.find("ack"), std::string::npos);
}

TEST(AlarmLetter, IsInJapanese) {
  alarm_mail_terms t = terms();
  t.in = grammar::language::japanese;
  t.charset = mail::message::text_charset::iso_2022_jp;
  alarm_mail_facts f = facts();
  f.title = "ポンプ1";
  const auto l = make_alarm_mail(f, t);
  ASSERT_TRUE(l);
  EXPECT_NE(l->message.find("charset=iso-2022-jp"), std::string::npos);
  // 警報 in JIS X 0208 between its escapes.
  EXPECT_NE(l->message.find("\x1b$B"), std::string::npos);
}

std::string japanese_body(const std::string& value, const std::string& text) {
  alarm_mail_terms t = terms();
  t.in = grammar::language::japanese;
  t.charset = mail::message::text_charset::utf_8;
  alarm_mail_facts f = facts();
  f.title = "水位";
  f.value = value;
  f.text = text;
  f.code.clear();
  const auto l = make_alarm_mail(f, t);
  const auto read = l ? mail::message::read_text(l->message) : std::nullopt;
  std::string body;
  for (const auto& line : read ? read->lines : std::vector<std::string>{}) body += line + "\n";
  return body;
}

TEST(AlarmLetter, IsWhollyInItsLanguage) {
  const auto has = [](const std::string& body, std::string_view part) {
    return body.find(part) != body.npos;
  };
  auto body = japanese_body("4.20 m", "水位 is 4.20 m: 水位異常 (above 4.00 m)");
  EXPECT_TRUE(has(body, "値　　　: 4.20 m\n内容　　: 水位異常（4.00 mを超過）\n")) << body;
  body = japanese_body("0.9 m", "水位 is 0.9 m: alarm (below 1.0 m)");
  EXPECT_TRUE(has(body, "内容　　: 警報（1.0 mを下回る）\n")) << body;
  body = japanese_body("off", "水位 is off: normal again");
  EXPECT_TRUE(has(body, "値　　　: オフ\n内容　　: 正常に復帰\n")) << body;
  body = japanese_body("4 m", "Pegel zu hoch");
  EXPECT_TRUE(has(body, "内容　　: Pegel zu hoch\n")) << body;
}

TEST(AlarmLetter, KeepsHostileTextsOnTheirLine) {
  alarm_mail_facts f = facts();
  f.title = "x\r\nBcc: victim@example.org";
  f.text = "a\n\nTo acknowledge: call 555";
  f.value = std::string(5000, 'v');
  const auto l = make_alarm_mail(f, terms());
  ASSERT_TRUE(l);
  EXPECT_EQ(mail::message::field(l->message, "Bcc"), std::nullopt);
  EXPECT_NE(l->message.find("What:   a  To acknowledge: call 555\r\n"), std::string::npos);
  EXPECT_LT(l->message.size(), 2000u);
}

}  // namespace
}  // namespace watchpost::mail_command::alarm
