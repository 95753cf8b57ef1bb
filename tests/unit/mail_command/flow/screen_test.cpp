// What in a mail is obeyed, and how often: the Subject, and mail that comes again.
#include "world.h"

#include <gtest/gtest.h>

namespace watchpost::mail_command::test {
namespace {

class Subject : public ::testing::Test {
 protected:
  Subject() {
    w.config.subject_commands = true;
    w.allow({"tanaka@sandbox.test operate * assurance=dmarc"});
  }

  world w;
};

TEST_F(Subject, IsObeyedWhereTheSignatureCoversIt) {
  w.mail({.subject = "pump1 on", .body = "\n", .fields = proven()});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("pump1")) << w.last_mail();
}

TEST_F(Subject, ThatIsNotSignedIsNotObeyed) {
  w.mail({.subject = "pump1 on",
          .body = "set level 20\n",
          .fields = proven("from:to:date:message-id:content-type")});
  ASSERT_TRUE(w.process());
  EXPECT_FALSE(w.on.is_on("pump1"));
  EXPECT_EQ(w.on.moved("level"), 1U) << w.last_mail();
}

TEST_F(Subject, IsNotObeyedWhereTheSettingsDoNotSaySo) {
  w.config.subject_commands = false;
  w.mail({.subject = "pump1 on", .body = "\n", .fields = proven()});
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
    EXPECT_EQ(w.mails().size(), 1U);
    EXPECT_EQ(w.on.moves.size(), 1U);
    EXPECT_EQ(w.counts.replayed, i == 0 ? 0U : 1U);
    EXPECT_EQ(w.in_account(), 0U);
  }
}

TEST(Replay, OfAOneTimeCodeIsRefused) {
  world w;
  w.allow({"tanaka@sandbox.test operate * assurance=totp"},
          {"tanaka@sandbox.test GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"});
  const std::string code = w.config.rules.totp.at(0).key.code_of(w.clock->wall().count() / 30'000);
  for (const char* asked : {"on", "off"}) {
    w.mail({.body = "code " + code + "\npump1 " + asked + "\n"});
    ASSERT_TRUE(w.process());
    EXPECT_EQ(w.on.moves.size(), 1U) << w.last_mail();
  }
  EXPECT_TRUE(w.on.is_on("pump1"));
}

}  // namespace
}  // namespace watchpost::mail_command::test
