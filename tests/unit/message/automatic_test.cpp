#include "mail/message/automatic.h"

#include "mail/message/header.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using watchpost::mail::message::automatic_fields;
using watchpost::mail::message::automatic_kind;
using watchpost::mail::message::automatic_kind_names;
using watchpost::mail::message::header_fields;
using watchpost::mail::message::how_automatic;

struct automatic_example {
  const char* name;
  const char* header;
  automatic_kind kind;
  const char* why;
};

class Automatic : public testing::TestWithParam<automatic_example> {};

TEST_P(Automatic, IsTold) {
  const automatic_example& e = GetParam();
  const auto found = how_automatic(header_fields(e.header));
  EXPECT_EQ(found.kind, e.kind) << name(found.kind);
  EXPECT_EQ(found.why, e.why);
}

TEST_P(Automatic, IsToldByTheFieldsItNames) {
  const automatic_example& e = GetParam();
  const header_fields header(e.header);
  std::string asked_for;
  for (const auto& name : automatic_fields())
    for (const auto& body : header.bodies(name, 9)) asked_for += name + ": " + body + "\r\n";
  EXPECT_EQ(how_automatic(header_fields(asked_for)).kind, e.kind);
}

std::vector<automatic_example> examples() {
  using enum automatic_kind;
  return {
      {"Person", "Return-Path: <a@b>\r\nFrom: A <a@b>\r\nSubject: Re: Automatic reply: x\r\n", none, ""},
      {"PersonSaysNo", "Auto-Submitted: no\r\nX-Auto-Response-Suppress: None\r\nX-Autorespond: no\r\n", none,
       ""},
      {"Nothing", "", none, ""},
      {"InTheBody", "Subject: x\r\n\r\nAuto-Submitted: auto-replied\r\n", none, ""},
      {"Report",
       "Auto-Submitted: auto-replied\r\n"
       "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
       bounce, "Content-Type: multipart/report; report-type=delivery-status; boundary=b"},
      {"OldExim",
       "X-Failed-Recipients: a@b\r\nAuto-Submitted: auto-replied\r\nFrom: Mail System <mail@b>\r\n", bounce,
       "X-Failed-Recipients: a@b"},
      {"Qmail", "Return-Path: <>\r\nFrom: MAILER-DAEMON@b\r\n", bounce, "From: MAILER-DAEMON@b"},
      {"NamedDaemon", "From: \"Mail Delivery System\" <Mailer-Daemon@b>\r\n", bounce,
       "From: \"Mail Delivery System\" <Mailer-Daemon@b>"},
      {"NobodysSender", "Return-Path: <>\r\nSubject: failure notice\r\n", bounce, "Return-Path: <>"},
      {"Vacation", "Return-Path: <>\r\nAuto-Submitted: auto-replied (vacation)\r\nPrecedence: bulk\r\n",
       reply, "Auto-Submitted: auto-replied (vacation)"},
      {"OldVacation", "Precedence: Auto_Reply\r\n", reply, "Precedence: Auto_Reply"},
      {"Autoreply", "X-Autoreply: yes\r\n", reply, "X-Autoreply: yes"},
      {"Sieve", "Subject: Auto: probe\r\nAuto-Submitted: auto-replied (vacation)\r\n", reply,
       "Auto-Submitted: auto-replied (vacation)"},
      {"Exchange",
       "Subject: Automatic reply: probe\r\nAuto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n",
       reply, "Auto-Submitted: auto-generated"},
      {"ReplyOfNobody", "Subject: Automatic reply: probe\r\nReturn-Path: <>\r\n", reply, "Return-Path: <>"},
      {"SubjectAlone", "Subject: Automatic reply: probe\r\nX-Auto-Response-Suppress: All\r\n", perhaps,
       "Subject: Automatic reply: probe"},
      {"GermanSubject", "Subject: automatische Antwort: Pumpe\r\n", perhaps,
       "Subject: automatische Antwort: Pumpe"},
      {"JapaneseSubject", "Subject: =?UTF-8?B?6Ieq5YuV5b+c562UOiDjg53jg7Pjg5c=?=\r\n", perhaps,
       "Subject: 自動応答: ポンプ"},
      {"Receipt", "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n",
       reply, "Content-Type: multipart/report; report-type=disposition-notification; boundary=b"},
      {"Cron", "Auto-Submitted: AUTO-generated\r\n", generated, "Auto-Submitted: AUTO-generated"},
      {"Notification", "Auto-Submitted: auto-notified; owner-email=a@b\r\n", generated,
       "Auto-Submitted: auto-notified; owner-email=a@b"},
      {"Feedback", "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n", generated,
       "Content-Type: multipart/report; report-type=feedback-report; boundary=b"},
      {"Bulk", "Precedence: bulk\r\n", generated, "Precedence: bulk"},
      {"PersonAtExchange", "Subject: pumps\r\nX-Auto-Response-Suppress: DR, OOF, AutoReply\r\n", none, ""},
      {"List", "Precedence: bulk\r\nList-Id: Talk\r\n\t<talk.example.org>\r\n", list,
       "List-Id: Talk <talk.example.org>"},
      {"Newsletter", "List-Unsubscribe: <mailto:off@b>\r\n", list, "List-Unsubscribe: <mailto:off@b>"},
      {"OldList", "Precedence: list\r\n", list, "Precedence: list"},
  };
}

INSTANTIATE_TEST_SUITE_P(Fields, Automatic, testing::ValuesIn(examples()),
                         [](const auto& each) { return std::string{each.param.name}; });

TEST(HowAutomatic, KnowsTheBounceOfPostfix) {
  std::ifstream in(CORPUS "/delivery_report/postfix_failed", std::ios::binary);
  const std::string message{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(how_automatic(header_fields(message)).kind, automatic_kind::bounce);
}

TEST(HowAutomatic, GivesAPrintableBoundedReason) {
  const auto found =
      how_automatic(header_fields("Auto-Submitted: auto-replied \x1b[2J" + std::string(4000, 'x') + "\r\n"));
  EXPECT_EQ(found.kind, automatic_kind::reply);
  EXPECT_EQ(found.why.size(), 500u);
  EXPECT_TRUE(found.why.starts_with("Auto-Submitted: auto-replied ?[2Jxxx"));
}

TEST(HowAutomatic, HasANameForEveryKind) {
  EXPECT_EQ(name(automatic_kind::perhaps), automatic_kind_names.back());
}

}  // namespace
