// AUTH and its failures (RFC 4954).
#include "smtp_fixture.h"

#include <string>

namespace watchpost::test {
namespace {

using namespace mail;

failure refused(const std::string& script) {
  smtp_client c(script);
  const auto f = c.signed_in().refused();
  EXPECT_EQ(c.server.unexpected(), "");
  return f;
}

TEST(SignIn, RepliesByCode) {
  struct {
    const char* line;
    cause why;
  } const refusals[] = {
      {"535 5.7.8 wrong", cause::credentials},       {"454 4.7.0 later", cause::busy},
      {"432 4.7.12 change it", cause::no_mechanism}, {"538 5.7.11 encrypt", cause::insecure},
      {"534 5.7.9 weak", cause::no_mechanism},       {"504 5.5.4 what", cause::no_mechanism},
      {"530 5.7.0 STARTTLS", cause::permanent},      {"500 5.5.6 long", cause::permanent}};
  for (const auto& [line, why] : refusals) {
    expect_failure(refused(offering("PLAIN") + "C: AUTH PLAIN *\nS: " + line + "\nC: QUIT\n"), stage::sign_in,
                   why, std::stoi(line));
  }
}

TEST(SignIn, UnknownMechanismsOnly) {
  const auto f = refused(offering("GSSAPI NTLM") + "C: QUIT\n");
  expect_failure(f, stage::sign_in, cause::no_mechanism);
}

TEST(SignIn, NotOfferedAtAll) {
  expect_failure(refused("S: 220 x\nC: EHLO *\nS: 250 x\nC: QUIT\n"), stage::sign_in, cause::no_mechanism);
}

TEST(SignIn, NotOfferedBeforeTlsWantsIt) {
  const auto f = refused("S: 220 x\nC: EHLO *\nS: 250-x\nS: 250 STARTTLS\nC: QUIT\n");
  expect_failure(f, stage::sign_in, cause::insecure);
  EXPECT_EQ(f.detail, "the server takes no sign-in without TLS");
}

TEST(SignIn, ThatIsCutShortIsNoMatterOfProof) {
  const auto f = refused(offering("LOGIN") + "C: AUTH LOGIN\nS: 235 come in\nC: QUIT\n");
  expect_failure(f, stage::sign_in, cause::protocol);
  EXPECT_EQ(f.detail, "the server says yes before the sign-in was complete");
}

TEST(SignIn, ShowsNoPasswordOnAClearConnection) {
  for (const auto* offered : {"PLAIN", "LOGIN", "LOGIN PLAIN"}) {
    smtp_client c(offering(offered) + "C: QUIT\n");
    c.signed_in().how.allow_cleartext_login = false;
    expect_failure(c.refused(), stage::sign_in, cause::insecure);
    EXPECT_EQ(c.server.unexpected(), "");
    EXPECT_EQ(c.server.transcript().find(plain_base64), std::string::npos);
  }
}

TEST(SignIn, CancelsWhenTheChallengeIsNoBase64) {
  const auto f =
      refused(offering("CRAM-MD5") + "C: AUTH CRAM-MD5\nS: 334 !!!\nC: *\nS: 501 cancelled\nC: QUIT\n");
  expect_failure(f, stage::sign_in, cause::protocol);
}

TEST(SignIn, CancelsWhenScramGoesWrong) {
  // A nonce that does not begin with ours: r=x,s=AAAA,i=4096
  const auto f = refused(offering("PLAIN SCRAM-SHA-256") +
                         "C: AUTH SCRAM-SHA-256 *\nS: 334 cj14LHM9QUFBQSxpPTQwOTY=\nC: *\nC: QUIT\n");
  expect_failure(f, stage::sign_in, cause::protocol);
}

TEST(SignIn, SuccessWithoutProofIsNone) {
  const auto f =
      refused(offering("SCRAM-SHA-256 PLAIN") + "C: AUTH SCRAM-SHA-256 *\nS: 235 2.7.0 welcome\nC: QUIT\n");
  expect_failure(f, stage::sign_in, cause::protocol);
  EXPECT_NE(f.detail.find("prove"), std::string::npos);
}

TEST(SignIn, EndlessChallengesEnd) {
  const auto f = refused(offering("PLAIN") + "C: AUTH PLAIN *\nS: 334\nC: *\nC: QUIT\n");
  expect_failure(f, stage::sign_in, cause::protocol);
}

TEST(SignIn, OtherIntermediateRepliesAreNoChallenge) {
  const auto f = refused(offering("LOGIN") + "C: AUTH LOGIN\nS: 354 go\nC: *\nC: QUIT\n");
  expect_failure(f, stage::sign_in, cause::protocol, 354);
}

TEST(SignIn, EchoedSecretsAreBlottedOut) {
  const auto f = refused(offering("PLAIN") + "C: AUTH PLAIN *\nS: 535-AUTH PLAIN " +
                         std::string(plain_base64) + " for\nS: 535 " + std::string(password) + " " +
                         std::string(password_base64) + " is wrong\nC: QUIT\n");
  EXPECT_EQ(f.server, "AUTH PLAIN *** for *** *** is wrong");
}

}  // namespace
}  // namespace watchpost::test
