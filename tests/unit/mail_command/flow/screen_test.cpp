// What in a mail is obeyed, and how often: the Subject, mail that comes again, codes that were guessed.
#include "world.h"

#include <gtest/gtest.h>

namespace watchpost::mail_command::test {
namespace {

// As our own server writes it about mail whose DKIM signature covers these fields.
std::string covered_by_dkim(const std::string& fields) {
  return "Authentication-Results: mx.sandbox.test; dmarc=pass header.from=sandbox.test; dkim=pass "
         "header.d=sandbox.test\r\nDKIM-Signature: d=sandbox.test; h=" +
         fields + "; b=AbCdEfGhIj\r\n";
}

class Subject : public ::testing::Test {
 protected:
  Subject() {
    w.how.what.subject_commands = true;
    rule_rows rows;
    rows.allow = {"tanaka@sandbox.test operate * assurance=dmarc"};
    rows.authserv = "mx.sandbox.test received=1";
    std::vector<rule_fault> faults;
    w.how.access = read_rules(rows, faults);
  }

  world w;
};

TEST_F(Subject, IsObeyedWhereTheSignatureCoversIt) {
  w.mail({.subject = "pump1 on", .body = "\n", .fields = covered_by_dkim("from:to:date:message-id:subject")});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("pump1")) << w.last_letter();
}

TEST_F(Subject, ThatIsNotSignedIsNotObeyed) {
  w.mail({.subject = "pump1 on",
          .body = "set level 20\n",
          .fields = covered_by_dkim("from:to:date:message-id")});
  ASSERT_TRUE(w.process());
  EXPECT_FALSE(w.on.is_on("pump1"));
  EXPECT_EQ(w.on.moved("level"), 1U) << w.last_letter();
}

TEST_F(Subject, IsNotObeyedWhereTheSettingsDoNotSaySo) {
  w.how.what.subject_commands = false;
  w.mail({.subject = "pump1 on", .body = "\n", .fields = covered_by_dkim("from:to:date:message-id:subject")});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.moves.empty());
}

TEST(Replay, OfMailWithoutMessageIdIsDropped) {
  world w;
  const std::string date = "Sun, 22 Nov 2026 10:30:00 +0000\r\n";
  const std::string bytes =
      "From: tanaka@sandbox.test\r\nTo: box@sandbox.test\r\nSubject: x\r\nDate: " + date + "\r\npump1 on\r\n";
  for (int i = 0; i < 2; ++i) {
    ASSERT_NE(w.server->inject(w.box, bytes), 0U);
    ASSERT_TRUE(w.process());
    EXPECT_EQ(w.letters().size(), 1U);
    EXPECT_EQ(w.on.moves.size(), 1U);
    EXPECT_EQ(w.counts.replayed, i == 0 ? 0U : 1U);
    EXPECT_EQ(w.in_account(), 0U);
  }
}

TEST(Replay, OfAOneTimeCodeIsRefused) {
  world w;
  const std::string row = "tanaka@sandbox.test GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  rule_rows rows;
  rows.allow = {"tanaka@sandbox.test operate * assurance=totp"};
  rows.totp = {row};
  std::vector<rule_fault> faults;
  w.how.access = read_rules(rows, faults);
  const std::string code = w.how.access.totp.at(0).key.code_of(w.clock->wall().count() / 30'000);
  for (const char* asked : {"on", "off"}) {
    w.mail({.body = "code " + code + "\npump1 " + asked + "\n"});
    ASSERT_TRUE(w.process());
    EXPECT_EQ(w.on.moves.size(), 1U) << w.last_letter();
  }
  EXPECT_TRUE(w.on.is_on("pump1"));
}

constexpr const char* guess = "2222-2222-2222";

TEST(Guesses, OfCodesToConfirmAreSoonNotHeard) {
  world w;
  w.on.add("valve", point::kind::digital, false, true);
  w.mail({.body = "valve on\n"});
  ASSERT_TRUE(w.process());
  const std::string right = code_in(w.last_letter());
  // Each in a process of its own: they are counted durably.
  for (int i = 0; i < 3; ++i) {
    w.mail({.body = "confirm " + std::string(guess) + "\n"});
    ASSERT_TRUE(w.process());
    EXPECT_NE(w.last_letter().find("\n534 "), std::string::npos) << w.last_letter();
  }
  w.mail({.body = "confirm " + right + "\n"});
  ASSERT_TRUE(w.process());
  EXPECT_NE(w.last_letter().find("\n534 "), std::string::npos) << w.last_letter();
  EXPECT_FALSE(w.on.is_on("valve"));
  w.move(2min);
  w.mail({.body = "confirm " + right + "\n"});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("valve")) << w.last_letter();
}

TEST(Guesses, OfCodesOfAlarmsAreSoonNotHeard) {
  world w;
  ASSERT_TRUE(w.process_event(w.raise_alarm({w.tanaka})));
  const std::string right = code_in(w.last_letter());
  ASSERT_FALSE(right.empty());
  for (int i = 0; i < 3; ++i) w.mail({.body = "ack " + std::string(guess) + "\n"});
  w.mail({.body = "ack " + right + "\n"});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.acknowledged.empty());
  w.move(2min);
  w.mail({.body = "ack " + right + "\n"});
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.on.acknowledged.size(), 1U) << w.last_letter();
}

}  // namespace
}  // namespace watchpost::mail_command::test
