#include "test_client.h"

#include <gtest/gtest.h>

namespace watchpost::sandbox {
namespace {

constexpr const char* dotted = "Subject: a\r\n\r\n1\r\n.2\r\n3\r\n";
constexpr const char* sign_in = "USER alice@sandbox.test\r\nPASS secret\r\n";

TEST(Pop3, PipelinedSession) {
  const auto mail = start_sandbox();
  mail->inject(alice, dotted);
  mail->inject(alice, dotted);
  test_client link(mail->ports().pop3_tls, mail->ca_pem());
  link.say(std::string(sign_in) +
           "STAT\r\nLIST 2\r\nUIDL\r\nTOP 1 2\r\nDELE 1\r\nLIST\r\nRETR 1\r\nNOOP\r\nQUIT\r\n");
  for (const char* expected :
       {"+OK sandbox", "+OK password?", "+OK 2 messages", "+OK 2 48", "+OK 2 24", "+OK unique"}) {
    EXPECT_TRUE(link.line().starts_with(expected)) << expected;
  }
  const std::string uidl = link.until(".");
  EXPECT_NE(uidl.find("1 "), std::string::npos);
  EXPECT_TRUE(uidl.ends_with(".2\n."));
  EXPECT_EQ(link.line(), "+OK top of message follows");
  for (const char* expected : {"Subject: a", "", "1", "..2", "."}) EXPECT_EQ(link.line(), expected);
  EXPECT_EQ(link.line(), "+OK marked");
  EXPECT_EQ(link.until("."), "+OK scan listing follows\n2 24\n.");
  EXPECT_EQ(link.line(), "-ERR No such message");
  EXPECT_EQ(link.line(), "+OK ");
  EXPECT_EQ(link.line(), "+OK bye");
  EXPECT_TRUE(link.at_end());
  ASSERT_EQ(mail->messages(alice).size(), 1U);
  EXPECT_EQ(mail->messages(alice)[0].uid, 2U);
}

TEST(Pop3, NothingGoesAwayWithoutQuit) {
  const auto mail = start_sandbox();
  mail->inject(alice, dotted);
  {
    test_client link(mail->ports().pop3);
    EXPECT_TRUE(link.ask(std::string(sign_in) + "DELE 1\r\n", "+OK marked").ends_with("marked"));
  }
  {
    test_client link(mail->ports().pop3);
    link.ask(std::string(sign_in) + "DELE 1\r\nRSET\r\nQUIT\r\n", "+OK bye");
  }
  EXPECT_TRUE(mail->wait_until([](const server& s) { return s.count().pop3.open_sessions == 0; },
                               milliseconds(60'000)));
  EXPECT_EQ(mail->messages(alice).size(), 1U);
}

TEST(Pop3, StlsAndSasl) {
  const auto mail = start_sandbox({.clear_sign_in = false});
  test_client link(mail->ports().pop3);
  link.line();
  const std::string before = link.ask("CAPA\r\n", ".");
  EXPECT_EQ(before.find("USER"), std::string::npos);
  EXPECT_NE(before.find("STLS"), std::string::npos);
  EXPECT_TRUE(link.ask("USER x\r\n", "").starts_with("-ERR [AUTH]"));
  link.ask("STLS\r\n", "+OK");
  ASSERT_TRUE(link.start_tls(mail->ca_pem()));
  const std::string after = link.ask("CAPA\r\n", "IMPL");
  EXPECT_EQ(after.find("STLS"), std::string::npos);
  EXPECT_NE(after.find("SASL SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN"), std::string::npos);
  link.line();
  EXPECT_TRUE(link.ask("AUTH PLAIN AGJvYgB3cm9uZw==\r\n", "").starts_with("-ERR [AUTH]"));
  EXPECT_EQ(link.ask("AUTH PLAIN\r\n", ""), "+ ");
  EXPECT_TRUE(link.ask("AGJvYgBidWlsZGVy\r\n", "").starts_with("+OK 0"));
  EXPECT_TRUE(link.ask("STLS\r\n", "").starts_with("-ERR"));
}

TEST(Pop3, WantsTimeBetweenSignInsWhenTold) {
  const auto mail = start_sandbox({.login_delay = std::chrono::hours(1)});
  test_client first(mail->ports().pop3);
  first.line();
  EXPECT_NE(first.ask("CAPA\r\n", ".").find("LOGIN-DELAY 3600\n"), std::string::npos);
  first.ask(std::string(sign_in), "+OK 0 messages");
  test_client second(mail->ports().pop3);
  EXPECT_TRUE(second.ask(std::string(sign_in), "-ERR")
                  .ends_with("-ERR [LOGIN-DELAY] too soon after the last sign-in"));
  test_client other(mail->ports().pop3);
  other.ask("USER bob\r\nPASS builder\r\n", "+OK 0 messages");
}

TEST(Pop3, ResetFolderIsNotTouchedByOldMarks) {
  const auto mail = start_sandbox();
  mail->inject(alice, dotted);
  test_client link(mail->ports().pop3);
  link.ask(std::string(sign_in) + "DELE 1\r\n", "+OK marked");
  mail->reset_folder(alice);
  mail->inject(alice, "new\r\n");
  link.ask("QUIT\r\n", "+OK");
  EXPECT_EQ(mail->messages(alice).size(), 1U);
}

TEST(Pop3, StatesAndErrors) {
  const auto mail = start_sandbox();
  test_client link(mail->ports().pop3);
  link.line();
  for (const char* bad : {"STAT\r\n", "PASS secret\r\n", "XYZZY\r\n", "\r\n", "NOOP\n"}) {
    EXPECT_TRUE(link.ask(bad, "").starts_with("-ERR")) << bad;
  }
  link.ask(sign_in, "+OK 0");
  for (const char* bad : {"RETR 1\r\n", "DELE 0\r\n", "TOP 1\r\n", "LIST x\r\n", "USER a\r\n"}) {
    EXPECT_TRUE(link.ask(bad, "").starts_with("-ERR")) << bad;
  }
}

}  // namespace
}  // namespace watchpost::sandbox
