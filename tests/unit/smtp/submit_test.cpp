// Submissions that come to their end, and what is on the wire for it.
#include "smtp_fixture.h"

namespace watchpost::test {
namespace {

using namespace mail;

TEST(Submit, GoesInLockstepWithoutPipelining) {
  smtp_client c(R"(
    S: 220 mail.test ESMTP
    C: EHLO client.test
    S: 250-mail.test
    S: 250 AUTH PLAIN
    C: AUTH PLAIN AHVzZXIAczNjcmV0LXdvcmQ=
    S: 235 ok
    C: MAIL FROM:<from@a.test>
    S: 250 ok
    C: RCPT TO:<to@b.test>
    S: 250 ok
    C: DATA
    S: 354 go
    data
    S: 250 2.0.0 Ok: queued as 4F1aBc
    C: QUIT
  )");
  const auto end = c.signed_in().submit();
  ASSERT_TRUE(end) << end.error();
  EXPECT_EQ(end->reply, "250 2.0.0 Ok: queued as 4F1aBc");
  EXPECT_EQ(end->queue_id, "4F1aBc");
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_EQ(c.server.message(), text);
  EXPECT_EQ(c.server.report().flights, 8u);  // TCP, greeting, EHLO, AUTH, MAIL, RCPT, DATA, text
  EXPECT_EQ(c.server.report().mechanism, "PLAIN");
  EXPECT_FALSE(c.server.report().lockstep);
}

// The replies come only after all commands, so the client must have sent them in one go.
const std::string joined = smtp_script()
                               .hello({"PIPELINING", "SIZE 1000", "AUTH PLAIN LOGIN"})
                               .asked("AUTH", "PLAIN AHVzZXIAczNjcmV0LXdvcmQ=")
                               .flight("FROM:<from@a.test> SIZE=20", "TO:<to@b.test>")
                               .says("235 ok")
                               .granted();

TEST(Submit, JoinsPlainWithTheCommandsOfTheMail) {
  smtp_client c(joined);
  const auto end = c.signed_in().submit();
  ASSERT_TRUE(end) << end.error();
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_EQ(c.server.report().flights, 5u);  // TCP, greeting, EHLO, AUTH to DATA, text
}

TEST(Submit, IsInLockstepBySetting) {
  smtp_client c(smtp_script().hello({"PIPELINING"}).taken("FROM:<from@a.test>", "TO:<to@b.test>"));
  c.how.pipelining = false;
  ASSERT_TRUE(c.submit());
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_FALSE(c.server.report().lockstep);
}

TEST(Submit, SignsInFirstWithAMechanismOfSeveralFlights) {
  smtp_client c(smtp_script()
                    .hello({"PIPELINING", "AUTH LOGIN CRAM-MD5"})
                    .auth("CRAM-MD5", "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UudGVzdD4=")
                    .line("C: dXNlciA*")
                    .says("235 ok")
                    .flight("FROM:<from@a.test>", "TO:<to@b.test>")
                    .granted());
  const auto end = c.signed_in().submit();
  ASSERT_TRUE(end) << end.error();
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_EQ(c.server.report().mechanism, "CRAM-MD5");
  EXPECT_EQ(c.server.report().flights, 7u);
}

TEST(Submit, KeepsPlainAloneWhereItDoesNotFitIntoALine) {
  smtp_client c(smtp_script()
                    .hello({"PIPELINING", "AUTH PLAIN"})
                    .auth("PLAIN", "334")
                    .line("C: AHVzZXIAeHh4*")
                    .says("235 ok")
                    .flight("FROM:<from@a.test>", "TO:<to@b.test>")
                    .granted());
  c.signed_in().how.auth.emplace("user", std::string(400, 'x'));
  const auto end = c.submit();
  ASSERT_TRUE(end) << end.error();
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(Submit, FallsBackToHelo) {
  smtp_client c(R"(
    S: 220 mail.test
    C: EHLO client.test
    S: 502 unknown
    C: HELO client.test
    S: 250 mail.test
    C: MAIL FROM:<>
    S: 250 ok
    C: RCPT TO:<to@b.test>
    S: 250 ok
    C: RCPT TO:<two@b.test>
    S: 251 will forward
    C: DATA
    S: 354 go
    data
    S: 250 ok
    C: QUIT
  )");
  c.who = {"", {"to@b.test", "two@b.test"}};
  const auto end = c.submit();
  ASSERT_TRUE(end) << end.error();
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(Submit, ReadsMultiLineRepliesAndBareLf) {
  smtp_client c(R"(
    raw: 220-mail.test\n220-be patient\r\n
    raw: 220 now\n
    C: EHLO *
    raw: 250-mail.test\n250 PIPELINING\n
    C: MAIL *
    C: RCPT *
    C: DATA
    raw: 250-a\r\n250 b\r\n250-c\r\n250-d\r\n250\r\n354-go\r\n354 on\r\n
    data
    S: 250-thank
    S: 250 you
    C: QUIT
  )");
  const auto end = c.submit();
  ASSERT_TRUE(end) << end.error();
  EXPECT_EQ(end->reply, "250 thank you");
  EXPECT_EQ(c.server.unexpected(), "");
}

const std::string in_clear = smtp_script().hello().taken();

TEST(Submit, StuffsDots) {
  smtp_client c(in_clear);
  c.message = "Subject: x\r\n\r\n.\r\n..\r\n.hidden\r\nlast.";
  ASSERT_TRUE(c.submit());
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_EQ(c.server.message(), "Subject: x\r\n\r\n..\r\n...\r\n..hidden\r\nlast.\r\n");
}

TEST(Submit, SendsLargeMessagesWhole) {
  smtp_client c(in_clear);
  for (int i = 0; i < 20'000; ++i) c.message += "." + std::to_string(i) + "\r\n";
  ASSERT_TRUE(c.submit());
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_EQ(c.server.message().size(), c.message.size() + 20'000);
}

TEST(Submit, PresentsAnAddressLiteralWithoutAName) {
  smtp_client c("S: 220 mail.test\nC: EHLO [127.0.0.1]\nS: 421 enough\n");
  c.how.ehlo_name.clear();
  c.refused();
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(Submit, AnnouncesEightBitWhereOffered) {
  smtp_client c(smtp_script().hello({"8BITMIME"}).taken("FROM:<from@a.test> BODY=8BITMIME"));
  c.message = "Subject: x\r\n\r\n\xc3\xa9\r\n";
  ASSERT_TRUE(c.submit());
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(Submit, NeedsEightBitMimeForEightBitText) {
  smtp_client c("S: 220 mail.test\nC: EHLO *\nS: 250 mail.test\nC: QUIT\n");
  c.message = "Subject: x\r\n\r\n\xc3\xa9\r\n";
  expect_failure(c.refused(), stage::sender, cause::permanent);
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(Submit, RespectsTheSizeOffered) {
  smtp_client c("S: 220 mail.test\nC: EHLO *\nS: 250-mail.test\nS: 250 SIZE 19\nC: QUIT\n");
  const auto f = c.refused();
  expect_failure(f, stage::sender, cause::permanent);
  EXPECT_EQ(f.detail, "the message has 20 bytes, the server takes 19");
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(SignIn, SaysQuitAfterwards) {
  smtp_client c(R"(
    S: 220 mail.test
    C: EHLO *
    S: 250-mail.test
    S: 250-PIPELINING
    S: 250 AUTH LOGIN
    C: AUTH LOGIN
    S: 334 VXNlcm5hbWU6
    C: dXNlcg==
    S: 334 UGFzc3dvcmQ6
    C: czNjcmV0LXdvcmQ=
    S: 235 ok
    C: QUIT
  )");
  const auto end = c.signed_in().sign_in();
  EXPECT_TRUE(end) << end.error();
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(SignIn, ConnectsOnlyWithoutCredentials) {
  smtp_client c("S: 220 mail.test\nC: EHLO *\nS: 250 mail.test\nC: QUIT\n");
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(SignIn, TellsWrongCredentials) {
  smtp_client c(
      "S: 220 x\nC: EHLO *\nS: 250-x\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 535 5.7.8 wrong\nC: QUIT\n");
  const auto end = c.signed_in().sign_in();
  ASSERT_FALSE(end);
  expect_failure(end.error(), stage::sign_in, cause::credentials, 535);
  EXPECT_EQ(c.server.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::test
