// AUTHENTICATE and LOGIN, and every way in which they fail.
#include "dialogue.h"

#include <tuple>

namespace watchpost::mail::imap {
namespace {

failure refused(const std::string& script, bool allow_cleartext = true) {
  imap_client c(script);
  c.allow_cleartext = allow_cleartext;
  const auto done = c.sign_in();
  EXPECT_FALSE(done) << script;
  EXPECT_EQ(c.unexpected(), "") << script;
  if (done) return {};
  expect_discreet(done.error());
  return done.error();
}

TEST(plain, with_initial_response) {
  imap_client c(hello + auth + "S: w0 OK welcome\n" + sign_out);
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
}

TEST(plain, when_asked) {
  imap_client c(offering("AUTH=PLAIN") + "C: w0 AUTHENTICATE PLAIN\nraw: +\\x20\\r\\n\nC: " + secret_base64 +
                "\nS: w0 OK welcome\n" + sign_out);
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
}

TEST(plain, other_words_in_the_empty_challenge) {
  imap_client c(offering("AUTH=PLAIN") + "C: w0 AUTHENTICATE PLAIN\nS: + go ahead, please\nC: " +
                secret_base64 + "\nS: w0 OK welcome\n" + sign_out);
  EXPECT_TRUE(c.sign_in());
}

TEST(plain, stays_off_a_clear_connection) {
  EXPECT_EQ(refused(hello, false).why, cause::insecure);
  EXPECT_EQ(refused(offering(""), false).why, cause::insecure);
  EXPECT_EQ(refused(offering("LOGINDISABLED"), false).why, cause::insecure);
}

TEST(login_mechanism, answers_twice) {
  imap_client c(offering("SASL-IR AUTH=LOGIN") +
                "C: w0 AUTHENTICATE LOGIN\nS: + VXNlcm5hbWU6\nC: bW9uaXRvcg==\nS: + UGFzc3dvcmQ6\nC: "
                "Z2VoZWlt\nS: w0 OK welcome\n" +
                sign_out);
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.report().mechanism, "LOGIN");
}

TEST(cram_md5, goes_before_plain_and_on_clear_connections) {
  imap_client c(offering("SASL-IR AUTH=PLAIN AUTH=CRAM-MD5") +
                "C: w0 AUTHENTICATE CRAM-MD5\nS: + PDEuMkB4Pg==\nC: bW9uaXRvciA*\nS: w0 OK welcome\n" +
                sign_out);
  c.allow_cleartext = false;
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.report().mechanism, "CRAM-MD5");
}

TEST(login_command, where_there_is_no_mechanism) {
  imap_client c(offering("SASL-IR AUTH=GSSAPI") + "C: w0 LOGIN monitor geheim\nS: w0 OK welcome\n" +
                sign_out);
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.report().mechanism, "LOGIN");
}

TEST(login_command, with_literals) {
  imap_client c(offering("") + "C: w0 LOGIN monitor {6}\nS: + ready\nC: g\xc3\xbcnst\nS: w0 OK welcome\n" +
                sign_out);
  c.user.password = "g\xc3\xbcnst";
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
}

TEST(login_command, literal_refused) {
  imap_client c(offering("") + "C: w0 LOGIN monitor {6}\nS: w0 BAD no literals\n");
  c.user.password = "g\xc3\xbcnst";
  EXPECT_EQ(c.sign_in().error().why, cause::protocol);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(login_command, is_disabled) {
  const failure f = refused(offering("LOGINDISABLED AUTH=GSSAPI"));
  EXPECT_EQ(f.at, stage::sign_in);
  EXPECT_EQ(f.why, cause::insecure);
  EXPECT_EQ(f.detail, "the server takes no sign-in without TLS");
}

TEST(login_command, continuation_without_end) {
  EXPECT_EQ(refused(offering("") + "C: w0 LOGIN monitor geheim\nS: + more?\n").why, cause::protocol);
}

TEST(credentials, with_line_ends_are_not_sent) {
  imap_client c(offering(""));
  c.user.password = "x\r\nw9 LOGOUT";
  EXPECT_EQ(c.sign_in().error().why, cause::internal);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(refusal_of_sign_in, by_code) {
  const std::tuple<std::string, cause> table[]{
      {"NO [AUTHENTICATIONFAILED] no", cause::credentials},
      {"NO wrong", cause::credentials},
      {"NO [EXPIRED] no", cause::credentials},
      {"NO [AUTHORIZATIONFAILED] no", cause::permanent},
      {"NO [PRIVACYREQUIRED] no", cause::insecure},
      {"NO [UNAVAILABLE] no", cause::busy},
      {"NO Too many simultaneous connections. (Failure)", cause::busy},
      {"NO [INUSE] no", cause::busy},
      {"NO [LIMIT] no", cause::busy},
      {"NO [CONTACTADMIN] no", cause::permanent},
      {"NO [OVERQUOTA] no", cause::quota},
      {"BAD what", cause::protocol}};
  for (const auto& [answer, why] : table) {
    const failure f = refused(hello + auth + "S: w0 " + answer + "\n");
    EXPECT_EQ(f.at, stage::sign_in) << answer;
    EXPECT_EQ(f.why, why) << answer;
  }
  EXPECT_EQ(refused(hello + auth + "S: * BYE [UNAVAILABLE] bye\n").why, cause::busy);
  EXPECT_EQ(refused(hello + auth + "S: * BYE bye\n").why, cause::busy);
}

TEST(refusal_of_sign_in, does_not_repeat_the_password) {
  const failure f =
      refused(hello + auth + "S: w0 BAD unknown command: AUTHENTICATE PLAIN " + secret_base64 + "\n");
  EXPECT_NE(f.server.find("***"), f.server.npos) << f;
  const failure g = refused(offering("") + "C: w0 LOGIN *\nS: w0 BAD \"LOGIN monitor geheim\"?\n");
  EXPECT_EQ(g.server, "\"LOGIN monitor ***\"?");
  const failure h = refused(offering("") + "C: w0 LOGIN *\nS: monitor geheim is not a word of mine\n");
  EXPECT_EQ(h.why, cause::protocol);
  const failure i = refused(hello + auth + "S: w0 NO " + std::string(495, 'x') + secret_base64 + "\n");
  EXPECT_EQ(i.server.find(secret_base64.substr(0, 5)), i.server.npos);
}

// RFC 7677's example does not fit a random nonce, so the server's part is only as good as it must be.
const std::string scram_first =
    offering("SASL-IR AUTH=SCRAM-SHA-256") + "C: w0 AUTHENTICATE SCRAM-SHA-256 biw*\n";

TEST(scram, nonce_of_somebody_else) {
  // r=other,s=QSXCR+Q6sek8bf92,i=4096
  const failure f = refused(scram_first + "S: + cj1vdGhlcixzPVFTWENSK1E2c2VrOGJmOTIsaT00MDk2\nC: *\n");
  EXPECT_EQ(f.why, cause::protocol);
  EXPECT_EQ(f.at, stage::sign_in);
}

TEST(scram, success_without_a_proof) {
  const failure f = refused(scram_first + "S: w0 OK welcome\n");
  EXPECT_EQ(f.why, cause::protocol);
}

TEST(challenge, that_is_not_base64) {
  EXPECT_EQ(refused(scram_first + "S: + what?\nC: *\n").why, cause::protocol);
}

TEST(challenge, where_none_is_expected) {
  EXPECT_EQ(refused(hello + auth + "raw: +\\x20\\r\\n\nC: *\n").why, cause::protocol);
}

TEST(challenge, without_end) {
  EXPECT_EQ(
      refused(offering("AUTH=CRAM-MD5") +
              "C: w0 AUTHENTICATE CRAM-MD5\nS: + PDEuMkB4Pg==\nC: bW9uaXRvciA*\nS: + PDEuMkB4Pg==\nC: *\n")
          .why,
      cause::protocol);
}

TEST(sign_in, tells_where_time_went) {
  imap_client c(hello + auth + "S: w0 OK welcome\n" + sign_out);
  EXPECT_TRUE(c.sign_in());
  bool signed_in = false;
  for (const auto& [at, spent] : c.report().stages) signed_in = signed_in || at == stage::sign_in;
  EXPECT_TRUE(signed_in);
  EXPECT_EQ(c.report().flights, 3U);  // TCP, greeting, AUTHENTICATE
}

TEST(sign_in, answer_to_no_command) {
  EXPECT_EQ(refused(hello + auth + "S: w7 OK welcome\n").why, cause::protocol);
}

TEST(sign_in, untagged_capabilities_before_the_answer_are_the_final_ones) {
  imap_client c(hello + auth + select + "S: * CAPABILITY IMAP4rev1 XFINAL\nS: w0 OK welcome\n" +
                selected(0, 1) + "C: w2 LOGOUT\n");
  EXPECT_TRUE(c.scan(""));
  EXPECT_EQ(c.memory().capabilities, "IMAP4REV1 SASL-IR AUTH=PLAIN\nIMAP4REV1 XFINAL");
}

}  // namespace
}  // namespace watchpost::mail::imap
