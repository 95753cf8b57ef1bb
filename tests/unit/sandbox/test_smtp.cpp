#include "sandbox/message_text.h"
#include "test_client.h"

#include <gtest/gtest.h>

namespace watchpost::sandbox {
namespace {

constexpr const char* plain_alice = "AUTH PLAIN AGFsaWNlQHNhbmRib3gudGVzdABzZWNyZXQ=\r\n";

TEST(Smtp, OffersWhatItCan) {
  const auto mail = start_sandbox();
  test_client link(mail->ports().submission);
  EXPECT_TRUE(link.line().starts_with("220 "));
  const std::string clear = link.ask("EHLO me\r\n", "250 ");
  for (const char* keyword :
       {"PIPELINING", "SIZE 10485760", "8BITMIME", "ENHANCEDSTATUSCODES", "CHUNKING", "STARTTLS"}) {
    EXPECT_NE(clear.find(keyword), std::string::npos) << keyword;
  }
  EXPECT_TRUE(clear.ends_with("AUTH SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN"));
  EXPECT_TRUE(link.ask("STARTTLS\r\n", "").starts_with("220"));
  ASSERT_TRUE(link.start_tls(mail->ca_pem()));
  EXPECT_TRUE(link.ask("MAIL FROM:<a@b.test>\r\n", "").starts_with("503"));  // forgot the EHLO before TLS
  EXPECT_EQ(link.ask("EHLO me\r\n", "250 ").find("STARTTLS"), std::string::npos);
  EXPECT_EQ(mail->count().tls_handshakes, 1U);
}

TEST(Smtp, PipelinedMailArrivesBeforeItsReply) {
  const auto mail = start_sandbox();
  test_client link(mail->ports().submission_tls, mail->ca_pem());
  link.line();
  link.say("EHLO me\r\n" + std::string(plain_alice) +
           "MAIL FROM:<a@b.test> SIZE=30 BODY=8BITMIME\r\nRCPT TO:<alice@sandbox.test>\r\n"
           "RCPT TO:<nobody@sandbox.test>\r\nDATA\r\nSubject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n");
  link.until("250 ");
  for (const char* expected : {"235", "250 2.1.0", "250 2.1.5", "550 5.1.1", "354", "250 2.0.0", "221"}) {
    EXPECT_TRUE(link.line().starts_with(expected)) << expected;
  }
  EXPECT_TRUE(link.at_end());
  const auto inbox = mail->messages(alice);
  ASSERT_EQ(inbox.size(), 1U);
  EXPECT_TRUE(inbox[0].bytes.ends_with("Subject: x\r\n\r\n.dot\r\n"));
  EXPECT_NE(header_value(inbox[0].bytes, "Received")->find("with ESMTPSA"), std::string::npos);
  EXPECT_EQ(mail->count().smtp.sign_ins, 1U);
}

TEST(Smtp, Chunks) {
  const auto mail = start_sandbox();
  test_client link(mail->ports().submission);
  link.line();
  link.say("EHLO me\r\n" + std::string(plain_alice) +
           "MAIL FROM:<>\r\nRCPT TO:<bob@sandbox.test>\r\nBDAT 14\r\nSubject: x\r\n\r\nBDAT 4 "
           "LAST\r\nab\r\nBDAT 2 LAST\r\nxxNOOP\r\n");
  link.until("235");
  for (const char* expected : {"250", "250", "250 2.0.0 14", "250 2.0.0 Accepted", "503", "250"}) {
    EXPECT_TRUE(link.line().starts_with(expected)) << expected;
  }
  ASSERT_EQ(mail->messages(bob).size(), 1U);
  EXPECT_TRUE(mail->messages(bob)[0].bytes.ends_with("Subject: x\r\n\r\nab\r\n"));
}

TEST(Smtp, PolicyDecidesWhoMaySubmit) {
  const auto strict = start_sandbox();
  test_client one(strict->ports().submission);
  one.line();
  one.ask("EHLO me\r\n", "250 ");
  EXPECT_TRUE(one.ask("MAIL FROM:<a@b.test>\r\n", "").starts_with("530 5.7.0"));

  const auto open = start_sandbox({.submission = submission_policy::open});
  test_client two(open->ports().submission);
  two.line();
  two.ask("HELO me\r\n", "250 ");
  EXPECT_TRUE(two.ask("MAIL FROM:<a@b.test>\r\n", "").starts_with("250"));

  const auto seed = start_sandbox({.submission = submission_policy::pop_before_smtp});
  test_client three(seed->ports().submission), pop(seed->ports().pop3);
  three.line();
  three.ask("EHLO me\r\n", "250 ");
  EXPECT_TRUE(three.ask("MAIL FROM:<a@b.test>\r\n", "").starts_with("530"));
  pop.line();
  EXPECT_TRUE(pop.ask("USER bob\r\nPASS builder\r\n", "+OK 0").ends_with("+OK 0 messages"));
  EXPECT_TRUE(three.ask("MAIL FROM:<a@b.test>\r\n", "").starts_with("250"));
}

TEST(Smtp, RefusesClearPasswordsWhenTold) {
  const auto mail = start_sandbox({.clear_sign_in = false});
  test_client link(mail->ports().submission);
  link.line();
  EXPECT_TRUE(link.ask("EHLO me\r\n", "250 ").ends_with("AUTH SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5"));
  EXPECT_TRUE(link.ask(plain_alice, "").starts_with("538"));
}

TEST(Smtp, SignInErrors) {
  const auto mail = start_sandbox();
  test_client link(mail->ports().submission);
  link.line();
  link.ask("EHLO me\r\n", "250 ");
  EXPECT_TRUE(link.ask("AUTH PLAIN AGEAYg==\r\n", "").starts_with("535 5.7.8"));
  EXPECT_TRUE(link.ask("AUTH PLAIN !\r\n", "").starts_with("501"));
  EXPECT_EQ(link.ask("AUTH LOGIN\r\n", ""), "334 VXNlcm5hbWU6");
  EXPECT_TRUE(link.ask("*\r\n", "").starts_with("501"));
  EXPECT_TRUE(link.ask("AUTH GSSAPI\r\n", "").starts_with("504"));
  EXPECT_EQ(mail->count().smtp.failed_sign_ins, 1U);
}

TEST(Smtp, BoundsAndStrictness) {
  options settings;
  settings.limits.message = 100;
  settings.limits.recipients = 1;
  settings.limits.errors_per_session = 12;
  settings.submission = submission_policy::open;
  const auto mail = start_sandbox(settings);
  test_client link(mail->ports().submission);
  link.line();
  link.ask("EHLO me\r\n", "250 ");
  EXPECT_TRUE(link.ask(std::string(100'000, 'x') + "\r\n", "").starts_with("500 5.5.2"));
  EXPECT_TRUE(link.ask("NOOP\n", "").starts_with("500 5.5.2"));
  EXPECT_TRUE(link.ask("MAIL FROM:<a@b.test> SIZE=101\r\n", "").starts_with("552"));
  EXPECT_TRUE(link.ask("MAIL FROM:<a@b.test> NEW=1\r\n", "").starts_with("555"));
  const auto begin = [&] {
    link.ask("MAIL FROM:<a@b.test>\r\n", "250");
    link.ask("RCPT TO:<alice@sandbox.test>\r\n", "250");
  };
  begin();
  EXPECT_TRUE(link.ask("RCPT TO:<bob@sandbox.test>\r\n", "").starts_with("452 4.5.3"));
  link.ask("DATA\r\n", "354");
  EXPECT_TRUE(link.ask(std::string(200, 'y') + "\r\n.\r\n", "").starts_with("552 5.3.4"));
  begin();
  link.ask("DATA\r\n", "354");
  EXPECT_TRUE(link.ask("a\n.\nMAIL FROM:<evil@x.test>\r\n.\r\n", "").starts_with("554 5.6.0"));  // smuggling
  begin();
  EXPECT_TRUE(link.ask("BDAT 101 LAST\r\n" + std::string(101, 'z'), "").starts_with("552"));
  for (int i = 0; i < 5; ++i) link.ask("JUNK\r\n", "500");
  EXPECT_TRUE(link.until("421").ends_with("421 4.7.0 Too many errors"));
  EXPECT_TRUE(link.at_end());
  EXPECT_TRUE(mail->messages(alice).empty());
}

TEST(Smtp, WithoutCapabilities) {
  const auto mail = start_sandbox({.without = {"PIPELINING", "CHUNKING", "STARTTLS", "ENHANCEDSTATUSCODES"}});
  test_client link(mail->ports().submission);
  link.line();
  const std::string offered = link.ask("EHLO me\r\n", "250 ");
  for (const char* gone : {"PIPELINING", "CHUNKING", "STARTTLS", "ENHANCED"})
    EXPECT_EQ(offered.find(gone), std::string::npos);
  EXPECT_EQ(link.ask("NOOP\r\n", ""), "250 OK");
  EXPECT_TRUE(link.ask("STARTTLS\r\n", "").starts_with("503"));
}

}  // namespace
}  // namespace watchpost::sandbox
