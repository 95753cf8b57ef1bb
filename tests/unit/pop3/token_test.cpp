// Sign-in with an access token (RFC 7628, XOAUTH2) over POP3.
#include "dialogue.h"

namespace watchpost::mail::pop3 {
namespace {

const std::string token = "t0k.en-1";
const std::string xoauth2 = "dXNlcj1tb25pdG9yAWF1dGg9QmVhcmVyIHQway5lbi0xAQE=";

std::string offering_in_tls(const std::string& mechanisms) {
  return "tls\nS: +OK ready\nC: CAPA\nS: +OK\nS: USER\nS: SASL " + mechanisms + "\nS: .\n";
}

result<void> sign_in(const std::string& script, std::string_view with = token) {
  pop3_client c(script);
  access_settings how = c.how();
  how.user.token = secret(with);
  const auto until = c.deadline();
  const result<void> done = c.run([&](net::network& net, net::cancellation cancel, session_report& report) {
    return pop3::sign_in(net, how, until, cancel, report);
  });
  EXPECT_EQ(c.unexpected(), "") << script;
  test::expect_discreet_transcript(c, {with});
  test::expect_no_payload(c, 0);
  if (!done) {
    EXPECT_EQ(to_string(done.error()).find(token), std::string::npos) << done.error();
  }
  return done;
}

TEST(token, with_initial_response) {
  const auto done =
      sign_in(offering_in_tls("PLAIN XOAUTH2") + "C: AUTH XOAUTH2 " + xoauth2 + "\nS: +OK\nC: QUIT\n");
  EXPECT_TRUE(done) << done.error();
}

// RFC 5034 section 4: a command line is at most 255 octets, with its end.
TEST(token, too_long_for_the_command) {
  EXPECT_TRUE(
      sign_in(offering_in_tls("OAUTHBEARER XOAUTH2") + "C: AUTH OAUTHBEARER\nS: +\nC: *\nS: +OK\nC: QUIT\n",
              std::string(2000, 'x')));
}

// The status is {"status":"invalid_token"}.
TEST(token, refused_with_a_reason) {
  const auto done = sign_in(offering_in_tls("OAUTHBEARER") +
                            "C: AUTH OAUTHBEARER *\nS: + eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\nC: AQ==\n"
                            "S: -ERR [AUTH] not with t0k.en-1\n");
  ASSERT_TRUE(fails(done, stage::sign_in, cause::credentials));
  EXPECT_EQ(done.error().detail, "the server says: status invalid_token");
}

TEST(token, stays_off_a_clear_connection) {
  const auto done = sign_in("S: +OK\nC: CAPA\nS: +OK\nS: USER\nS: SASL XOAUTH2\nS: .\n");
  ASSERT_TRUE(fails(done, cause::insecure));
}

TEST(token, no_password_in_its_place) {
  const auto done = sign_in(offering_in_tls("PLAIN"));
  ASSERT_TRUE(fails(done, cause::no_mechanism));
}

}  // namespace
}  // namespace watchpost::mail::pop3
