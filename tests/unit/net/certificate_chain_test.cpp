// The certificates of a handshake, accepted, refused or resumed.
#include "client.h"
#include "mail/net/certificate.h"
#include "support/certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace watchpost::mail::net {
namespace {

using test::scripted_session;
using ::testing::HasSubstr;

std::string pem_of(scripted_session& s) {
  (void)read_line(s);
  const auto& chain = s.report().chain;
  return chain ? to_pem(*chain) : std::string();
}

TEST(chain, of_an_accepted_certificate) {
  scripted_session s("tls\nS: * OK\n");
  const std::string pem = pem_of(s);
  EXPECT_THAT(pem, HasSubstr("Subject: CN=mail.test\n"));
  EXPECT_THAT(pem, HasSubstr("Issuer:  CN=Test authority\n"));
  EXPECT_THAT(pem, HasSubstr("Valid:   20"));
  EXPECT_THAT(pem, HasSubstr(test::certificate("good").certificate));
}

TEST(chain, of_a_refused_certificate) {
  for (const auto* which : {"wrong-name", "expired", "self-signed", "untrusted"}) {
    scripted_session s("tls " + std::string(which) + "\nS: * OK\n");
    EXPECT_THAT(pem_of(s), HasSubstr(test::certificate(which).certificate)) << which;
    EXPECT_FALSE(s.report().tls);
  }
}

TEST(chain, of_an_unverified_certificate) {
  scripted_session s("tls expired\nS: * OK\n", {.verify = false});
  EXPECT_THAT(pem_of(s), HasSubstr(test::certificate("expired").certificate));
}

TEST(chain, of_a_resumed_session_is_that_of_the_full_handshake) {
  scripted_session s("tls\nS: * OK\nnext\ntls\nS: * OK\n");
  const std::string first = pem_of(s);
  EXPECT_EQ(pem_of(s), first);
  EXPECT_TRUE(s.report().tls->resumed);
}

TEST(chain, is_empty_without_tls) {
  scripted_session s("S: * OK\n");
  EXPECT_EQ(pem_of(s), "");
}

TEST(chain, has_facts) {
  scripted_session s("tls\nS: * OK\n");
  (void)pem_of(s);
  const auto facts = facts_of(s.report().chain->front());
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->subject, "CN=mail.test");
  EXPECT_EQ(facts->issuer, "CN=Test authority");
  EXPECT_EQ(facts->not_after, s.report().tls->not_after);
  EXPECT_LT(facts->not_before, facts->not_after);
  EXPECT_FALSE(facts_of("no certificate"));
  EXPECT_EQ(to_pem({"no certificate"}), "");
}

}  // namespace
}  // namespace watchpost::mail::net
