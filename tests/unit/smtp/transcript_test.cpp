// What a transcript of SMTP holds, and what it never does.
#include "smtp_fixture.h"

#include <gmock/gmock.h>

namespace watchpost::test {
namespace {

using namespace mail;
using ::testing::HasSubstr;
using ::testing::Not;

// Of a sign-in, which must have failed or not.
std::string transcript_of(const std::string& script, bool succeeds) {
  smtp_client c(script);
  EXPECT_EQ(c.signed_in().sign_in().has_value(), succeeds) << script;
  EXPECT_EQ(c.server.unexpected(), "") << script;
  expect_no_payload(c.server);
  return c.server.report().transcript.text();
}

// PDEuMkB4LnRlc3Q+: <1.2@x.test>; the SCRAM challenge is r=x,s=QUFBQQ==,i=4096 and of a false nonce.
const std::string plain = "C: AUTH PLAIN *\n";
const std::string login = "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: *\nS: 334 UGFzc3dvcmQ6\nC: *\n";
const std::string cram = "C: AUTH CRAM-MD5\nS: 334 PDEuMkB4LnRlc3Q+\nC: *\n";
const std::string scram = "C: AUTH SCRAM-SHA-256 *\nS: 334 cj14LHM9UVVGQlFRPT0saT00MDk2\nC: *\n";

TEST(Transcript, OfSignInsHasNoPayload) {
  const std::string quit = "C: QUIT\n";
  for (const auto& [mechanisms, exchange] :
       {std::pair{"PLAIN", plain}, {"LOGIN", login}, {"CRAM-MD5", cram}}) {
    const auto good = transcript_of(offering(mechanisms) + exchange + "S: 235 2.7.0 ok\n" + quit, true);
    EXPECT_THAT(good, HasSubstr(std::string("-- signing in as user by ") + mechanisms + "\n"));
    EXPECT_THAT(good, HasSubstr(std::string("C: AUTH ") + mechanisms));
    EXPECT_THAT(good, HasSubstr("<secret>"));
    EXPECT_THAT(good, HasSubstr("S: 235 2.7.0 ok\n"));
    const auto bad = transcript_of(offering(mechanisms) + exchange + "S: 535 5.7.8 wrong\n" + quit, false);
    EXPECT_THAT(bad, HasSubstr("S: 535 5.7.8 wrong\n"));
  }
  const auto forged = transcript_of(offering("SCRAM-SHA-256") + scram + "S: 501 cancelled\n" + quit, false);
  EXPECT_THAT(forged, HasSubstr("C: AUTH SCRAM-SHA-256 <secret>\n"));
  EXPECT_THAT(forged, HasSubstr("S: 334 <secret>\n"));
  EXPECT_THAT(forged, HasSubstr("C: *\n"));
}

TEST(Transcript, OfAPipelinedSignInHasNoPayload) {
  smtp_client c(
      "S: 220 x\nC: EHLO *\nS: 250-x\nS: 250-PIPELINING\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nC: MAIL *\n"
      "C: RCPT *\nC: DATA\nS: 235 ok\nS: 250 ok\nS: 250 ok\nS: 354 go\ndata\n"
      "S: 250 2.0.0 Ok: queued as 4F1\nC: QUIT\n");
  ASSERT_TRUE(c.signed_in().submit());
  expect_no_payload(c.server);
  const auto text = c.server.report().transcript.text();
  EXPECT_THAT(text, HasSubstr("C: AUTH PLAIN <secret>\n"));
  EXPECT_THAT(text, HasSubstr("C: MAIL FROM:<from@a.test>\n"));
  EXPECT_THAT(text, HasSubstr("C: DATA\n"));
  EXPECT_THAT(text, HasSubstr("acceptance    C: <23 bytes>\n"));
  EXPECT_THAT(text, HasSubstr("acceptance    S: 250 2.0.0 Ok: queued as 4F1\n"));
  EXPECT_THAT(text, HasSubstr("C: QUIT\n"));
}

TEST(Transcript, HidesWhatTheServerEchoes) {
  const auto echoed =
      transcript_of(offering("CRAM-MD5") + "C: AUTH CRAM-MD5\nS: 334 PDEuMkB4LnRlc3Q+\nC: *\nS: 535 " +
                        std::string(plain_base64) + " " + std::string(password_base64) + " " +
                        std::string(password) + " is wrong\nC: QUIT\n",
                    false);
  EXPECT_THAT(echoed, HasSubstr("S: 535 <secret> <secret> <secret> is wrong\n"));
}

TEST(Transcript, HidesAnEchoedAnswer) {
  // user 8c0c... : the answer to the challenge, as a server that lost its state would repeat it.
  smtp_client probe(offering("CRAM-MD5") + cram + "S: 535 no\nC: QUIT\n");
  ASSERT_FALSE(probe.signed_in().sign_in());
  const auto said = probe.server.transcript();
  const auto begin = said.find("C: ", said.find("334 ")) + 3;
  const auto answer = said.substr(begin, said.find('\n', begin) - begin);
  ASSERT_GT(answer.size(), 40U);
  smtp_client c(offering("CRAM-MD5") + cram + "S: 500 unknown command " + answer + "\nC: QUIT\n");
  ASSERT_FALSE(c.signed_in().sign_in());
  EXPECT_THAT(c.server.report().transcript.text(), HasSubstr("S: 500 unknown command <secret>\n"));
}

TEST(Failure, ShowsWhatIsNoReply) {
  smtp_client c("S: SSH-2.0-OpenSSH_9.2\n");
  const auto f = c.refused();
  expect_failure(f, stage::greeting, cause::protocol);
  EXPECT_EQ(f.server, "SSH-2.0-OpenSSH_9.2");
}

TEST(Transcript, KeepsWhatIsNoReply) {
  smtp_client c("S: HTTP/1.1 400 Bad Request\n");
  ASSERT_FALSE(c.submit());
  EXPECT_THAT(c.server.report().transcript.text(), HasSubstr("greeting      S: HTTP/1.1 400 Bad Request\n"));
}

TEST(Transcript, GoesOnOverTheRepetitionInLockstep) {
  smtp_client c(
      "S: 220 x\nC: EHLO *\nS: 250-x\nS: 250 PIPELINING\nC: MAIL *\nC: RCPT *\nC: DATA\nclose\nnext\nS: 220 "
      "x\nC: EHLO "
      "*\nS: 250-x\nS: 250 PIPELINING\nC: MAIL *\nS: 250 ok\nC: RCPT *\nS: 550 5.1.1 nobody\nC: QUIT\n");
  expect_failure(c.refused(), stage::recipient, cause::permanent, 550);
  const auto text = c.server.report().transcript.text();
  EXPECT_THAT(text, HasSubstr("-- sender: closed"));
  EXPECT_THAT(text, HasSubstr("S: 550 5.1.1 nobody\n"));
  EXPECT_EQ(c.server.report().routes.size(), 2U);
}

}  // namespace
}  // namespace watchpost::test
