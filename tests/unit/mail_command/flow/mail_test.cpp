// One mail after the other: what is carried out, answered, dropped, removed.
#include "mail_command/poll_result.h"
#include "world.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace watchpost::mail_command::test {
namespace {

class Mail : public ::testing::TestWithParam<account::account_type> {
 protected:
  world w{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Protocols, Mail,
                         ::testing::Values(account::account_type::pop3, account::account_type::imap),
                         [](const auto& of) {
                           return of.param == account::account_type::imap ? "imap" : "pop3";
                         });

TEST_P(Mail, OperatesAndAnswersAndIsRemoved) {
  w.mail({.body = "pump1 on\n"});
  ASSERT_TRUE(w.process());
  ASSERT_FALSE(w.last->failed) << *w.last->failed;
  EXPECT_TRUE(w.on.is_on("pump1"));
  EXPECT_EQ(w.on.moves.size(), 1U);
  EXPECT_EQ(w.in_account(), 0U);
  ASSERT_EQ(w.mails().size(), 1U);
  EXPECT_NE(w.last_mail().find("\n200 "), std::string::npos) << w.last_mail();
  EXPECT_NE(w.last_mail().find("Subject: Re: command"), std::string::npos) << w.last_mail();
  EXPECT_TRUE(w.on.audited_as("command.accepted", "pump1"));
  EXPECT_TRUE(w.on.audited_as("command.result", "200"));
}

TEST_P(Mail, IsAccompaniedByWordsOnWhatIsBeingDone) {
  w.mail({.body = "pump1 on\n"});
  ASSERT_TRUE(w.process());
  const std::vector<std::string> in_order{"connecting", "signing in", "reading", "sending"};
  auto at = w.steps.begin();
  for (const auto& word : in_order) {
    at = std::find(at, w.steps.end(), word);
    ASSERT_NE(at, w.steps.end()) << word;
  }
}

TEST_P(Mail, IsCarriedOutOnceHoweverOftenItComes) {
  w.mail({.body = "pump1 on\n", .id = "same"});
  ASSERT_TRUE(w.process());
  w.mail({.body = "pump1 on\n", .id = "same"});
  w.mail({.body = "pump1 off\n", .id = "same"});
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.on.moves.size(), 1U);
  EXPECT_EQ(w.mails().size(), 1U);
  EXPECT_EQ(w.in_account(), 0U);
}

TEST_P(Mail, OfStrangersAndMachinesIsMetWithSilence) {
  w.mail({.from = "mallory@sandbox.test", .body = "pump1 on\n"});
  w.mail({.body = "pump1 on\n", .fields = "Auto-Submitted: auto-replied\r\n"});
  w.mail({.body = "pump1 on\n", .fields = "List-Id: <l.example>\r\n"});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.moves.empty());
  EXPECT_TRUE(w.mails().empty());
  EXPECT_TRUE(w.mails("mallory@sandbox.test").empty());
  EXPECT_EQ(w.counts.strangers, 1U);
  EXPECT_EQ(w.counts.machines, 2U);
  EXPECT_EQ(w.in_account(), 0U);
  EXPECT_TRUE(w.on.audited_as("mail.dropped", "stranger"));
}

TEST_P(Mail, ThatCannotBeReadHoldsUpNoOther) {
  w.mail({.body = std::string(100'000, 'x') + "\n"});
  w.server->inject(world::box, "no mail at all");
  w.server->inject(world::box, "");
  w.mail({.body = "pump1 on\n"});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("pump1"));
  EXPECT_GE(w.counts.unread, 1U);
  EXPECT_EQ(w.mails().size(), 1U);
}

TEST_P(Mail, ThatIsOldIsToldSoEachTime) {
  w.mail({.body = "pump1 on\n", .age = 2h});
  w.mail({.body = "pump1 on\n", .age = 3h});
  w.mail({.from = world::suzuki, .body = "pump1 on\n", .age = 3h});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.moves.empty());
  ASSERT_EQ(w.mails().size(), 2U);
  EXPECT_NE(w.last_mail().find("520"), std::string::npos) << w.last_mail();
  EXPECT_EQ(w.mails(world::suzuki).size(), 1U);
  EXPECT_EQ(w.counts.stale, 3U);
}

TEST_P(Mail, ThatWasThereBeforeTheFirstStartIsLeftAlone) {
  w.on.entries.clear();
  for (int i = 0; i < 30; ++i) w.mail({.body = "pump1 on\n", .age = 48h});
  w.mail({.body = "pump1 on\n"});
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.on.moves.size(), 1U);
  EXPECT_EQ(w.mails().size(), 1U);
  EXPECT_EQ(w.in_account(), 30U);
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.on.moves.size(), 1U);
  EXPECT_EQ(w.in_account(), 30U);
}

TEST_P(Mail, ThatIsKeptIsReadOnce) {
  w.config.after = runtime::after_reading::keep;
  w.mail({.body = "pump1 on\n"});
  w.mail({.from = "mallory@sandbox.test", .body = "pump1 off\n"});
  ASSERT_TRUE(w.process());
  ASSERT_TRUE(w.process());
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.on.moves.size(), 1U);
  EXPECT_EQ(w.in_account(), 2U);
  EXPECT_EQ(w.counts.replayed + w.counts.strangers, 0U);
}

TEST_P(Mail, BeyondWhatOneLookReadsIsReadInTheSamePoll) {
  w.config.answers_per_hour = 1000;
  for (int i = 0; i < 45; ++i) w.mail({.body = "get level\n"});
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.mails().size(), 45U);
  EXPECT_EQ(w.in_account(), 0U);
}

TEST_P(Mail, BeyondTheCapIsNotAnsweredAndNotCarriedOut) {
  w.config.answers_per_hour = 3;
  for (int i = 0; i < 5; ++i) w.mail({.body = "toggle pump1\n"});
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.mails().size(), 3U);
  EXPECT_EQ(w.on.moves.size(), 3U);
  EXPECT_EQ(w.counts.capped, 2U);
}

TEST(MailMoved, ToAFolder) {
  world w(account::account_type::imap);
  w.config.after = runtime::after_reading::move;
  w.config.folder = "Done";
  w.mail({.body = "pump1 on\n"});
  ASSERT_TRUE(w.process());
  ASSERT_FALSE(w.last->failed) << *w.last->failed;
  EXPECT_EQ(w.in_account(), 0U);
  EXPECT_EQ(w.server->messages(world::box, "Done").size(), 1U);
}

TEST(MailAnswered, InTheOrderOfItsLines) {
  world w;
  w.mail({.body = "get level\npump1 on\nget pump1\nset level 99.5\nset level high\nget nosuch\n"});
  ASSERT_TRUE(w.process());
  const std::string text = w.last_mail();
  std::size_t at = 0;
  for (const char* code : {"\n202 ", "\n200 ", "\n202 ", "\n200 ", "\n513 ", "\n510 "}) {
    const auto next = text.find(code, at);
    ASSERT_NE(next, std::string::npos) << code << " in\n" << text;
    at = next + 1;
  }
  EXPECT_NE(text.find("12.5"), std::string::npos);
}

TEST(MailRefused, WhereNoRuleAllowsIt) {
  world w;
  w.allow({"tanaka@sandbox.test read *", "suzuki@sandbox.test operate pump* assurance=dmarc+totp"});
  w.mail({.body = "pump1 on\nget pump1\n"});
  w.mail({.from = world::suzuki, .body = "pump1 on\n", .fields = proven()});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.moves.empty());
  EXPECT_NE(w.last_mail().find("\n531 "), std::string::npos) << w.last_mail();
  EXPECT_NE(w.last_mail().find("\n202 "), std::string::npos) << w.last_mail();
  EXPECT_NE(w.last_mail(world::suzuki).find("\n532 "), std::string::npos) << w.last_mail(world::suzuki);
}

TEST(MailWithoutADisk, IsNotCarriedOutAndNotRemoved) {
  world w;
  w.mail({.body = "pump1 on\n"});
  w.on.failing = {.end = disk::forever};
  bool polled = false;
  // Nothing is left open once the disk is there again.
  ASSERT_TRUE(w.process([&](const service& o) {
    if (w.last && !polled) {
      polled = true;
      EXPECT_EQ(make_result(*w.last, o, w.config, 10min).verdict, "failed");
      EXPECT_TRUE(w.on.moves.empty());
      EXPECT_EQ(w.in_account(), 1U);
      w.on.failing = {};
    }
    return polled;
  }));
  ASSERT_TRUE(w.process());
  EXPECT_LE(w.on.moves.size(), 1U);
  ASSERT_EQ(w.mails().size(), 1U);
  EXPECT_EQ(w.in_account(), 0U);
  const bool told_done = w.last_mail().find("\n200 ") != std::string::npos;
  EXPECT_EQ(told_done, w.on.moves.size() == 1) << w.last_mail();
}

TEST(MailWithoutAnAuditLog, OperatesNothingAndIsToldSo) {
  world w;
  w.mail({.body = "pump1 on\n"});
  w.on.fail_audit = true;
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.moves.empty());
  ASSERT_EQ(w.mails().size(), 1U);
  EXPECT_NE(w.last_mail().find("\n421 "), std::string::npos) << w.last_mail();
  EXPECT_NE(w.last_mail().find("the audit log cannot be written"), std::string::npos) << w.last_mail();
}

TEST(MailWithoutAnAuditLog, IsNotDroppedInSilence) {
  world w;
  w.mail({.from = "mallory@sandbox.test", .body = "pump1 on\n"});
  w.on.fail_audit = true;
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.in_account(), 1U);
  w.on.fail_audit = false;
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.in_account(), 0U);
  EXPECT_TRUE(w.on.audited_as("mail.dropped", "stranger"));
}

TEST(MailOfStrangers, IsOneRecordAnHourWithACount) {
  world w;
  const auto records = [&] {
    return std::count_if(w.on.audit.begin(), w.on.audit.end(),
                         [](const audited& a) { return a.event == "mail.dropped"; });
  };
  for (int i = 0; i < 30; ++i) w.mail({.from = "mallory@sandbox.test", .body = "pump1 on\n"});
  ASSERT_TRUE(w.process());
  EXPECT_EQ(records(), 1);
  w.mail({.from = "mallet@sandbox.test", .body = "pump1 on\n"});
  const auto told = [&](const service&) { return records() == 2; };
  ASSERT_TRUE(w.process(told));
  EXPECT_EQ(w.on.audit.back().facts,
            (host::audit_facts{{"from", "mallet@sandbox.test"}, {"why", "stranger"}, {"count", "30"}}));
  ASSERT_TRUE(w.process());
  EXPECT_EQ(records(), 2);
}

TEST(PendingOperation, IsToldToBeUnderWay) {
  world w;
  w.mail({.body = "pump1 on\n"});
  w.on.looks_until_known = 1;
  ASSERT_TRUE(w.process());
  EXPECT_NE(w.last_mail().find("\n432 "), std::string::npos) << w.last_mail();
  EXPECT_EQ(w.counts.unknown, 1U);
}

}  // namespace
}  // namespace watchpost::mail_command::test
