// The header of an answer.
#include "mail_command/outbox/reply_mail.h"

#include "mail/message/header.h"

#include <gtest/gtest.h>

namespace watchpost::mail_command::outbox {
namespace {

using mail::message::field;

reply_draft draft() {
  reply_draft d;
  d.event = "answer.1";
  d.own = "box@plant.example";
  d.to = "alice@example.org";
  d.subject = "status";
  d.request_id = "q1@example.org";
  d.body = "200 done\n";
  d.charset = mail::message::text_charset::us_ascii;
  d.now_ms = 1'795'342'400'000;
  return d;
}

TEST(ReplyLetter, FollowsRfc3834) {
  reply_draft d = draft();
  d.references = {"a@example.org", "b@example.org"};
  const auto l = make_reply(d);
  ASSERT_TRUE(l);
  EXPECT_EQ(l->from, "");
  EXPECT_EQ(l->to, "alice@example.org");
  EXPECT_EQ(field(l->message, "From"), "box@plant.example");
  EXPECT_EQ(field(l->message, "To"), "alice@example.org");
  EXPECT_EQ(field(l->message, "Subject"), "Re: status");
  EXPECT_EQ(field(l->message, "Auto-Submitted"), "auto-replied");
  EXPECT_EQ(field(l->message, "X-Watchpost-Loop"), "box@plant.example");
  EXPECT_EQ(field(l->message, "In-Reply-To"), "<q1@example.org>");
  EXPECT_EQ(field(l->message, "References"), "<a@example.org> <b@example.org> <q1@example.org>");
  EXPECT_EQ(field(l->message, "Message-ID"), "<" + l->message_id + ">");
  EXPECT_EQ(field(l->message, "Date"), "Sun, 22 Nov 2026 10:13:20 +0000");
}

TEST(ReplyLetter, HasTheSameNameForTheSameEvent) {
  EXPECT_EQ(make_reply(draft())->message_id, make_reply(draft())->message_id);
  reply_draft other = draft();
  other.event = "answer.2";
  EXPECT_NE(make_reply(draft())->message_id, make_reply(other)->message_id);
  EXPECT_TRUE(make_reply(other)->message_id.ends_with("@plant.example"));
}

TEST(ReplyLetter, TakesNoHeaderFromTheRequest) {
  reply_draft d = draft();
  d.subject = "x\r\nBcc: victim@example.org\r\n\r\nbody";
  d.request_id = "a@b>\r\nBcc: <victim@example.org";
  d.references = {"x> <y@z", "no-at", std::string(300, 'x') + "@y"};
  const auto l = make_reply(d);
  ASSERT_TRUE(l);
  EXPECT_EQ(field(l->message, "Bcc"), std::nullopt);
  EXPECT_EQ(field(l->message, "In-Reply-To"), std::nullopt);
  EXPECT_EQ(field(l->message, "References"), std::nullopt);
  d = draft();
  d.to = "alice@example.org, victim@example.org";
  EXPECT_FALSE(make_reply(d));
}

TEST(ReplyLetter, RepeatsRePrefixesOnce) {
  EXPECT_EQ(reply_subject("Re: RE[2]: 返信：Re: x"), "Re: x");
  EXPECT_EQ(reply_subject("report"), "Re: report");
  EXPECT_EQ(reply_subject("re"), "Re: re");
  EXPECT_EQ(reply_subject(""), "Re: ");
  const std::string longest = reply_subject(std::string(299, 'x') + "ポンプ");
  EXPECT_EQ(longest, "Re: " + std::string(299, 'x'));
}

TEST(ReplyLetter, KeepsTheNewestReferences) {
  reply_draft d = draft();
  for (int i = 0; i < 100; ++i) d.references.push_back("r" + std::to_string(i) + "@example.org");
  const auto l = make_reply(d);
  ASSERT_TRUE(l);
  const auto references = field(l->message, "References");
  ASSERT_TRUE(references);
  EXPECT_EQ(references->find("<r79@"), std::string::npos);
  EXPECT_EQ(references->find("<r80@"), 0u);
}

}  // namespace
}  // namespace watchpost::mail_command::outbox
