// What a transcript of IMAP holds, and what it never does.
#include "dialogue.h"

#include <gmock/gmock.h>

namespace watchpost::mail::imap {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string welcome = "S: w0 OK welcome\n" + sign_out;
const std::string wrong = "S: w0 NO [AUTHENTICATIONFAILED] wrong\n";

std::string transcript_of(const std::string& script, bool succeeds, const std::string& secret = password) {
  imap_client c(script);
  c.user.password = secret;
  EXPECT_EQ(c.sign_in().has_value(), succeeds) << script;
  EXPECT_EQ(c.unexpected(), "") << script;
  return c.report().transcript.text();
}

TEST(transcript, of_mechanisms_has_no_payload) {
  const std::tuple<const char*, std::string, std::string> table[]{
      {"PLAIN", "SASL-IR AUTH=PLAIN", "C: w0 AUTHENTICATE PLAIN *\n"},
      {"PLAIN", "AUTH=PLAIN", "C: w0 AUTHENTICATE PLAIN\nraw: +\\x20\\r\\n\nC: *\n"},
      {"LOGIN", "AUTH=LOGIN", "C: w0 AUTHENTICATE LOGIN\nS: + VXNlcm5hbWU6\nC: *\nS: + UGFzc3dvcmQ6\nC: *\n"},
      {"CRAM-MD5", "AUTH=CRAM-MD5", "C: w0 AUTHENTICATE CRAM-MD5\nS: + PDEuMkB4LnRlc3Q+\nC: *\n"},
  };
  for (const auto& [name, offered, exchange] : table)
    for (const bool good : {true, false}) {
      imap_client c(offering(offered) + exchange + (good ? welcome : wrong));
      EXPECT_EQ(c.sign_in().has_value(), good);
      EXPECT_EQ(c.unexpected(), "");
      test::expect_no_payload(c);
      const auto text = c.report().transcript.text();
      EXPECT_THAT(text, HasSubstr("-- signing in as monitor by " + std::string(name) + "\n"));
      EXPECT_THAT(text, HasSubstr("C: w0 AUTHENTICATE " + std::string(name)));
      EXPECT_THAT(text, HasSubstr("<secret>\n"));
      EXPECT_THAT(text, HasSubstr(good ? "S: w0 OK welcome\n" : "S: w0 NO [AUTHENTICATIONFAILED] wrong\n"));
    }
}

TEST(transcript, of_scram_has_no_payload) {
  imap_client c(
      offering("SASL-IR AUTH=SCRAM-SHA-256") +
      "C: w0 AUTHENTICATE SCRAM-SHA-256 biw*\nS: + cj1vdGhlcixzPVFTWENSK1E2c2VrOGJmOTIsaT00MDk2\nC: *\n");
  EXPECT_FALSE(c.sign_in());
  test::expect_no_payload(c);
  const auto text = c.report().transcript.text();
  EXPECT_THAT(text, HasSubstr("C: w0 AUTHENTICATE SCRAM-SHA-256 <secret>\n"));
  EXPECT_THAT(text, HasSubstr("S: + <secret>\n"));
  EXPECT_THAT(text, HasSubstr("C: *\n"));
}

TEST(transcript, of_the_login_command_has_no_password) {
  const std::string quoted = "C: w0 LOGIN monitor \"ge\\\\\"heim\"\n";
  for (const auto& end : {welcome, wrong}) {
    const bool good = end == welcome;
    EXPECT_THAT(transcript_of(offering("") + "C: w0 LOGIN monitor geheim\n" + end, good),
                HasSubstr("C: w0 LOGIN <secret>\n"));
    EXPECT_THAT(transcript_of(offering("LITERAL+") + "C: w0 LOGIN monitor {6+}\nC: g\xc3\xbcnst\n" + end,
                              good, "g\xc3\xbcnst"),
                HasSubstr("C: w0 LOGIN <secret>\n"));
    const auto literal = transcript_of(
        offering("") + "C: w0 LOGIN monitor {6}\nS: + ready\nC: g\xc3\xbcnst\n" + end, good, "g\xc3\xbcnst");
    EXPECT_THAT(literal, HasSubstr("sign-in       C: <secret>\n"));
  }
  const auto echo = transcript_of(
      offering("") + "C: w0 LOGIN *\nS: w0 BAD LOGIN monitor \"ge\\\"heim\" geheim\n", false, "ge\"heim");
  EXPECT_THAT(echo, HasSubstr("S: w0 BAD LOGIN monitor \"<secret>\" geheim\n"));
}

TEST(transcript, hides_an_echoed_payload) {
  const auto text = transcript_of(
      hello + auth + "S: w0 BAD unknown command AUTHENTICATE PLAIN " + secret_base64 + "\n", false);
  EXPECT_THAT(text, HasSubstr("S: w0 BAD unknown command AUTHENTICATE PLAIN <secret>\n"));
}

TEST(transcript, shows_what_rides_with_the_sign_in_and_only_the_size_of_mail) {
  imap_client c(looked + "C: w3 LOGOUT\n");
  ASSERT_TRUE(c.scan(read_to("5:7")));
  EXPECT_EQ(c.unexpected(), "");
  const auto text = c.report().transcript.text();
  EXPECT_THAT(text, HasSubstr("C: w0 AUTHENTICATE PLAIN <secret>\n"));
  EXPECT_THAT(text, HasSubstr("C: w1 SELECT INBOX\n"));
  EXPECT_THAT(text, HasSubstr("C: w2 UID FETCH 7:*"));
  EXPECT_THAT(text, HasSubstr("S: <17 bytes>\n"));
  EXPECT_THAT(text, HasSubstr("S: w2 OK fetched\n"));
  EXPECT_THAT(text, HasSubstr("C: w3 LOGOUT\n"));
}

}  // namespace
}  // namespace watchpost::mail::imap
