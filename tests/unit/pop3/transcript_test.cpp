// What a transcript of POP3 holds, and what it never does.
#include "dialogue.h"

#include <gmock/gmock.h>

namespace watchpost::mail::pop3 {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string offering(const std::string& lines) {
  return "S: +OK ready\nC: CAPA\nS: +OK\n" + lines + "S: .\n";
}

TEST(transcript, of_mechanisms_has_no_payload) {
  const std::tuple<const char*, std::string> table[]{
      {"PLAIN", "C: AUTH PLAIN *\n"},
      {"LOGIN", "C: AUTH LOGIN\nS: + VXNlcm5hbWU6\nC: *\nS: + UGFzc3dvcmQ6\nC: *\n"},
      {"CRAM-MD5", "C: AUTH CRAM-MD5\nS: + PDFAdGVzdC50ZXN0Pg==\nC: *\n"},
  };
  for (const auto& [name, exchange] : table)
    for (const bool good : {true, false}) {
      pop3_client c(offering("S: SASL " + std::string(name) + "\n") + exchange +
                    (good ? "S: +OK in\nC: QUIT\n" : "S: -ERR [AUTH] wrong geheim\nC: QUIT\n"));
      c.allow_cleartext = true;
      EXPECT_EQ(c.sign_in().has_value(), good);
      test::expect_no_payload(c);
      const auto text = c.report().transcript.text();
      EXPECT_THAT(text, HasSubstr("-- signing in as monitor by " + std::string(name) + "\n"));
      EXPECT_THAT(text, HasSubstr("C: AUTH " + std::string(name)));
      EXPECT_THAT(text, HasSubstr("<secret>\n"));
      EXPECT_THAT(text, HasSubstr(good ? "S: +OK in\n" : "S: -ERR [AUTH] wrong <secret>\n"));
    }
}

TEST(transcript, of_scram_has_no_payload) {
  pop3_client c(offering("S: SASL SCRAM-SHA-256\n") +
                "C: AUTH SCRAM-SHA-256 *\nS: + cj1vdGhlcixzPVFTWENSK1E2c2VrOGJmOTIsaT00MDk2\nC: *\n");
  EXPECT_FALSE(c.sign_in());
  test::expect_no_payload(c);
  const auto text = c.report().transcript.text();
  EXPECT_THAT(text, HasSubstr("C: AUTH SCRAM-SHA-256 <secret>\n"));
  EXPECT_THAT(text, HasSubstr("S: + <secret>\n"));
  EXPECT_THAT(text, HasSubstr("C: *\n"));
}

TEST(transcript, of_pass_has_no_password) {
  for (const bool together : {true, false})
    for (const bool good : {true, false}) {
      const std::string end = good ? "S: +OK in\n" : "S: -ERR geheim is wrong\n";
      pop3_client c(together ? offering("S: USER\nS: PIPELINING\n") +
                                   "C: USER monitor\nC: PASS geheim\nS: +OK\n" + end
                             : offering("S: USER\n") + "C: USER monitor\nS: +OK\nC: PASS geheim\n" + end);
      c.allow_cleartext = true;
      EXPECT_EQ(c.sign_in().has_value(), good);
      const auto text = c.report().transcript.text();
      EXPECT_THAT(text, HasSubstr("C: USER monitor\n"));
      EXPECT_THAT(text, HasSubstr("C: PASS <secret>\n"));
      if (!good) {
        EXPECT_THAT(text, HasSubstr("S: -ERR <secret> is wrong\n"));
      }
    }
}

TEST(transcript, shows_capabilities_but_only_the_size_of_listings_and_mail) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a", "b"}) + "C: TOP 2 0\n" + foreign + named(2, "b") +
                "C: QUIT\n");
  ASSERT_TRUE(c.scan(known({"a"})));
  const auto text = c.report().transcript.text();
  EXPECT_THAT(text, HasSubstr("S: SASL PLAIN\n"));
  EXPECT_THAT(text, HasSubstr("C: UIDL\n"));
  EXPECT_THAT(text, HasSubstr("S: <10 bytes>\n"));
  EXPECT_THAT(text, HasSubstr("C: TOP 2 0\n"));
  EXPECT_THAT(text, HasSubstr("C: QUIT\n"));
}

TEST(transcript, keeps_what_is_no_reply) {
  pop3_client c("S: 220 mail.test ESMTP\n");
  EXPECT_FALSE(c.sign_in());
  EXPECT_THAT(c.report().transcript.text(), HasSubstr("greeting      S: 220 mail.test ESMTP\n"));
}

}  // namespace
}  // namespace watchpost::mail::pop3
