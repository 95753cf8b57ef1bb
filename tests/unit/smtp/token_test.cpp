// Sign-in with an access token (RFC 7628, XOAUTH2) over SMTP.
#include "smtp_fixture.h"

#include <gmock/gmock.h>

namespace watchpost::test {
namespace {

using namespace mail;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view token = "t0k.en-1";
const std::string xoauth2 = "dXNlcj11c2VyAWF1dGg9QmVhcmVyIHQway5lbi0xAQE=";

std::string hello(const std::string& mechanisms) {
  return "tls\nS: 220 a\nC: EHLO *\nS: 250-a\nS: 250-PIPELINING\nS: 250 AUTH " + mechanisms + "\n";
}
const std::string envelope = "C: MAIL *\nC: RCPT *\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go\n";
const std::string sent = "data\nS: 250 ok\nC: QUIT\n";

class token_client : public smtp_client {
 public:
  explicit token_client(std::string_view script, std::string_view with = token) : smtp_client(script) {
    how.auth.emplace("user", std::string(password));
    how.auth->token = secret(with);
  }
  ~token_client() {
    expect_discreet_transcript(server, {token});
    expect_no_payload(server, 0);
  }
};

TEST(SmtpToken, XOAUTH2IsOneRoundTrip) {
  token_client c(hello("PLAIN XOAUTH2") + "C: AUTH XOAUTH2 " + xoauth2 + "\nS: 235 ok\n" + envelope + sent);
  const auto end = c.submit();
  EXPECT_TRUE(end) << end.error();
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_EQ(c.server.report().mechanism, "XOAUTH2");
}

TEST(SmtpToken, OAUTHBEARERGoesFirst) {
  token_client c(hello("XOAUTH2 OAUTHBEARER") + "C: AUTH OAUTHBEARER *\nS: 235 ok\n" + envelope + sent);
  EXPECT_TRUE(c.submit());
  EXPECT_EQ(c.server.unexpected(), "");
}

// RFC 7628 section 3.2.3; the status is {"status":"invalid_token"}.
TEST(SmtpToken, ARefusalIsAcknowledgedAndTold) {
  token_client c(hello("OAUTHBEARER") +
                 "C: AUTH OAUTHBEARER *\nS: 334 eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\nC: AQ==\n"
                 "S: 535 5.7.8 not with t0k.en-1\nC: QUIT\n");
  const failure f = c.refused();
  expect_failure(f, stage::sign_in, cause::credentials, 535);
  EXPECT_EQ(f.server, "not with ***");
  EXPECT_EQ(f.detail, "the server says: status invalid_token");
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(SmtpToken, XOAUTH2AcknowledgesWithNothing) {
  token_client c(hello("XOAUTH2") + "C: AUTH XOAUTH2 " + xoauth2 +
                 "\nS: 334 eyJzdGF0dXMiOiI0MDEifQ==\nC:\nS: 535 5.7.8 AUTH XOAUTH2 " + xoauth2 +
                 "\nC: QUIT\n");
  const failure f = c.refused();
  EXPECT_EQ(f.detail, "the server says: status 401");
  EXPECT_THAT(f.server, Not(HasSubstr(xoauth2)));
  EXPECT_EQ(c.server.unexpected(), "");
}

// RFC 4954 section 4: a command line has its limit, an answer has not.
TEST(SmtpToken, ALongTokenWaitsForItsTurn) {
  const std::string large(2000, 'x');
  token_client c(hello("XOAUTH2") + "C: AUTH XOAUTH2\nS: 334\nC: *\nS: 235 ok\n" + envelope + sent, large);
  EXPECT_TRUE(c.submit());
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(SmtpToken, StaysOffAClearConnection) {
  token_client c("S: 220 a\nC: EHLO *\nS: 250-a\nS: 250 AUTH OAUTHBEARER XOAUTH2 PLAIN\nC: QUIT\n");
  expect_failure(c.refused(), stage::sign_in, cause::insecure);
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(SmtpToken, NoPasswordInItsPlace) {
  token_client c(hello("PLAIN LOGIN") + "C: QUIT\n");
  expect_failure(c.refused(), stage::sign_in, cause::no_mechanism);
  EXPECT_EQ(c.server.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::test
