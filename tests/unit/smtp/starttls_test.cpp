// TLS: as demanded or not at all.
#include "smtp_fixture.h"

#include <string>

namespace watchpost::test {
namespace {

using namespace mail;

constexpr const char* to_tls = R"(
    S: 220 mail.test
    C: EHLO *
    S: 250-mail.test
    S: 250-AUTH PLAIN
    S: 250 STARTTLS
    C: STARTTLS
)";

TEST(StartTls, SubmitsInNineFlightsAtMost) {
  smtp_client c(smtp_script()
                    .line(to_tls)
                    .says("220 go")
                    .line("starttls")
                    .ehlo({"PIPELINING", "AUTH PLAIN"})
                    .asked("AUTH", "PLAIN *")
                    .flight()
                    .says("235 ok")
                    .granted());
  c.signed_in().how.allow_cleartext_login = false;
  const auto end = c.submit();
  ASSERT_TRUE(end) << end.error();
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_EQ(c.server.report().flights, 8u);
  ASSERT_TRUE(c.server.report().tls);
  EXPECT_TRUE(c.server.report().tls->verified);
}

TEST(ImplicitTls, SubmitsInSevenFlightsAtMost) {
  smtp_client c(smtp_script()
                    .line("tls")
                    .hello({"PIPELINING", "AUTH PLAIN"})
                    .asked("AUTH", "PLAIN *")
                    .flight()
                    .says("235 ok")
                    .granted());
  c.signed_in().how.allow_cleartext_login = false;
  const auto end = c.submit();
  ASSERT_TRUE(end) << end.error();
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_EQ(c.server.report().flights, 6u);
}

TEST(StartTls, NotOfferedIsAFailure) {
  smtp_client c("S: 220 x\nC: EHLO *\nS: 250-x\nS: 250 AUTH PLAIN\nC: QUIT\n");
  c.signed_in().how.tls = net::tls_mode::starttls;
  expect_failure(c.refused(), stage::tls, cause::no_starttls);
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(StartTls, NotOfferedByHeloEither) {
  smtp_client c("S: 220 x\nC: EHLO *\nS: 500 what\nC: HELO *\nS: 250-x\nS: 250 STARTTLS\nC: QUIT\n");
  c.how.tls = net::tls_mode::starttls;
  expect_failure(c.refused(), stage::tls, cause::no_starttls);
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(StartTls, RefusalsKeepTheClearConnectionClear) {
  struct {
    const char* line;
    cause why;
  } const refusals[] = {{"454 4.7.0 not now", cause::temporary},
                        {"502 5.5.1 no", cause::no_starttls},
                        {"250 ok", cause::protocol},
                        {"334 x", cause::protocol}};
  for (const auto& [line, why] : refusals) {
    smtp_client c(std::string(to_tls) + "S: " + line + "\nC: QUIT\n");
    c.signed_in().how.tls = net::tls_mode::starttls;
    expect_failure(c.refused(), stage::tls, why, std::stoi(line));
    EXPECT_EQ(c.server.unexpected(), "");
  }
}

TEST(StartTls, BytesBehindItsReplyAreAnInjection) {
  smtp_client c(std::string(to_tls) + "S: 220 go\nS: 250-x\nS: 250 AUTH PLAIN\nC: QUIT\n");
  c.signed_in().how.tls = net::tls_mode::starttls;
  const auto f = c.refused();
  expect_failure(f, stage::tls, cause::protocol);
  EXPECT_NE(f.detail.find("injection"), std::string::npos);
}

TEST(StartTls, ForgetsWhatWasOfferedInTheClear) {
  smtp_client c(std::string(to_tls) + "S: 220 go\nstarttls\nC: EHLO *\nS: 250 mail.test\nC: QUIT\n");
  expect_failure(c.signed_in().refused(), stage::sign_in, cause::no_mechanism);
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(StartTls, FailingEhloInsideTlsForgetsToo) {
  smtp_client c(std::string(to_tls) +
                "S: 220 go\nstarttls\nC: EHLO *\nS: 502 no\nC: HELO *\nS: 250 mail.test\nC: QUIT\n");
  expect_failure(c.signed_in().refused(), stage::sign_in, cause::no_mechanism);
  EXPECT_EQ(c.server.unexpected(), "");
}

class Certificate : public testing::TestWithParam<const char*> {};

TEST_P(Certificate, IsNotTrustedInMidDialogue) {
  smtp_client c(std::string(to_tls) + "S: 220 go\nstarttls " + GetParam() + "\n");
  expect_failure(c.signed_in().refused(), stage::tls, cause::certificate);
}

TEST_P(Certificate, IsNotTrustedFromTheStart) {
  smtp_client c(std::string("tls ") + GetParam() + "\n");
  expect_failure(c.signed_in().refused(), stage::tls, cause::certificate);
}

INSTANTIATE_TEST_SUITE_P(Bad, Certificate,
                         testing::Values("wrong-name", "expired", "self-signed", "untrusted"));

TEST(ImplicitTls, AClearServerIsAHandshakeFailure) {
  smtp_client c("S: 220 mail.test ESMTP\n");
  c.how.tls = net::tls_mode::implicit;
  const auto f = c.refused();
  EXPECT_EQ(f.at, stage::tls) << f;
  EXPECT_EQ(f.why, cause::handshake) << f;
}

}  // namespace
}  // namespace watchpost::test
