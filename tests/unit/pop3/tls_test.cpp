#include "dialogue.h"

namespace watchpost::mail::pop3 {
namespace {

failure failed(pop3_client& c, net::tls_mode mode) {
  auto how = c.how();
  how.tls = mode;
  const auto until = c.deadline();
  const auto done = c.run([&](net::network& net, net::cancellation cancel, session_report& report) {
    return sign_in(net, how, until, cancel, report);
  });
  EXPECT_FALSE(done);
  EXPECT_EQ(c.unexpected(), "");
  return done ? failure{} : done.error();
}

TEST(stls, is_never_given_up) {
  pop3_client c("S: +OK ready\nC: STLS\nS: -ERR unknown command\n");
  const auto f = failed(c, net::tls_mode::starttls);
  EXPECT_EQ(f.at, stage::tls);
  EXPECT_EQ(f.why, cause::no_starttls);
  EXPECT_EQ(f.server, "unknown command");
}

TEST(stls, refused_for_a_while_is_refused) {
  pop3_client c("S: +OK ready\nC: STLS\nS: -ERR [SYS/TEMP] later\n");
  EXPECT_EQ(failed(c, net::tls_mode::starttls).why, cause::no_starttls);
}

TEST(stls, takes_no_bytes_from_before_tls) {
  pop3_client c("S: +OK ready\nC: STLS\nS: +OK\nS: +OK injected\n");
  const auto f = failed(c, net::tls_mode::starttls);
  EXPECT_EQ(f.at, stage::tls);
  EXPECT_EQ(f.why, cause::protocol);
}

TEST(stls, needs_a_clear_answer) {
  pop3_client c("S: +OK ready\nC: STLS\nS: + hm\n");
  EXPECT_EQ(failed(c, net::tls_mode::starttls).why, cause::protocol);
}

class certificates : public testing::TestWithParam<const char*> {};

TEST_P(certificates, are_verified) {
  pop3_client implicit("tls " + std::string(GetParam()) + "\n");
  EXPECT_EQ(failed(implicit, net::tls_mode::implicit).why, cause::certificate);
  pop3_client stls("S: +OK\nC: STLS\nS: +OK\nstarttls " + std::string(GetParam()) + "\n");
  EXPECT_EQ(failed(stls, net::tls_mode::starttls).why, cause::certificate);
}

std::string name_of_kind(const testing::TestParamInfo<const char*>& info) {
  std::string name = info.param;
  for (char& c : name)
    if (c == '-') c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(kinds, certificates,
                         testing::Values("wrong-name", "expired", "self-signed", "untrusted"), name_of_kind);

}  // namespace
}  // namespace watchpost::mail::pop3
