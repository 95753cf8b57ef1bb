// Sign-in with an access token (RFC 7628, XOAUTH2) over IMAP.
#include "dialogue.h"

namespace watchpost::mail::imap {
namespace {

const std::string token = "t0k.en-1";
const std::string xoauth2 = "dXNlcj1tb25pdG9yAWF1dGg9QmVhcmVyIHQway5lbi0xAQE=";

std::string offering_in_tls(const std::string& capabilities) {
  return "tls\nS: * OK [CAPABILITY IMAP4rev1 " + capabilities + "] ready\n";
}

class token_client : public imap_client {
 public:
  explicit token_client(const std::string& script) : imap_client(script) {
    allow_cleartext = false;
    user.token = secret(token);
  }
  ~token_client() {
    test::expect_discreet_transcript(*this, {token});
    test::expect_no_payload(*this, 0);
  }
};

failure refused_token(const std::string& script) {
  token_client c(script);
  const auto done = c.sign_in();
  EXPECT_FALSE(done) << script;
  EXPECT_EQ(c.unexpected(), "") << script;
  if (done) return {};
  EXPECT_EQ(to_string(done.error()).find(token), std::string::npos) << done.error();
  return done.error();
}

TEST(token, with_initial_response) {
  token_client c(offering_in_tls("SASL-IR AUTH=PLAIN AUTH=XOAUTH2") + "C: w0 AUTHENTICATE XOAUTH2 " +
                 xoauth2 + "\nS: w0 OK welcome\nC: w1 LOGOUT\n");
  const auto done = c.sign_in();
  EXPECT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.report().mechanism, "XOAUTH2");
}

TEST(token, when_asked) {
  token_client c(offering_in_tls("AUTH=XOAUTH2 AUTH=OAUTHBEARER") +
                 "C: w0 AUTHENTICATE OAUTHBEARER\nraw: +\\x20\\r\\n\nC: bixhPW1vbml0b3IsAW*\nS: w0 OK "
                 "welcome\nC: w1 LOGOUT\n");
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
}

// The status is {"status":"invalid_token"}.
TEST(token, refused_with_a_reason) {
  const failure f =
      refused_token(offering_in_tls("SASL-IR AUTH=OAUTHBEARER") +
                    "C: w0 AUTHENTICATE OAUTHBEARER *\nS: + eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\n"
                    "C: AQ==\nS: w0 NO [AUTHENTICATIONFAILED] not with t0k.en-1\n");
  EXPECT_EQ(f.at, stage::sign_in);
  EXPECT_EQ(f.why, cause::credentials);
  EXPECT_EQ(f.server, "not with ***");
  EXPECT_EQ(f.detail, "the server says: status invalid_token");
}

TEST(token, refused_and_acknowledged_with_nothing) {
  const failure f = refused_token(offering_in_tls("SASL-IR AUTH=XOAUTH2") + "C: w0 AUTHENTICATE XOAUTH2 " +
                                  xoauth2 + "\nS: + eyJzdGF0dXMiOiI0MDEifQ==\nC:\nS: w0 NO no\n");
  EXPECT_EQ(f.why, cause::credentials);
  EXPECT_EQ(f.detail, "the server says: status 401");
}

TEST(token, success_behind_a_refusal_is_not_believed) {
  const failure f = refused_token(offering_in_tls("SASL-IR AUTH=XOAUTH2") +
                                  "C: w0 AUTHENTICATE XOAUTH2 *\nS: + e30=\n" + "C:\nS: w0 OK or is it\n");
  EXPECT_EQ(f.why, cause::protocol);
}

TEST(token, stays_off_a_clear_connection) {
  const failure f = refused_token("S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2 AUTH=PLAIN] ready\n");
  EXPECT_EQ(f.why, cause::insecure);
}

TEST(token, no_password_in_its_place) {
  EXPECT_EQ(refused_token(offering_in_tls("SASL-IR AUTH=PLAIN")).why, cause::no_mechanism);
  EXPECT_EQ(refused_token(offering_in_tls("")).why, cause::no_mechanism);
}

}  // namespace
}  // namespace watchpost::mail::imap
