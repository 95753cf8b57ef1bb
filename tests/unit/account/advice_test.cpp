// What both plugins say about a failure: the setting to change is named, and no other way is sent.
#include "account/advice.h"

#include "mail/net/tls_context.h"
#include "mail/sasl/mechanism.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

namespace watchpost::account {
namespace {

using mail::cause;
using mail::failure;
using mail::stage;
using ::testing::HasSubstr;
using ::testing::Not;

failure failed(stage at, cause why, int code, std::string server = {}, std::string detail = {}) {
  failure f;
  f.at = at;
  f.why = why;
  f.code = code;
  f.server = std::move(server);
  f.detail = std::move(detail);
  return f;
}

TEST(Advice, OfACertificateIsByWhatIsWrongWithIt) {
  const auto of = [](int code) { return advice(failed(stage::tls, cause::certificate, code), "mail"); };
  EXPECT_THAT(of(X509_V_ERR_IP_ADDRESS_MISMATCH), HasSubstr("set tls.name"));
  EXPECT_THAT(of(X509_V_ERR_HOSTNAME_MISMATCH), HasSubstr("set mail.server"));
  EXPECT_THAT(of(X509_V_ERR_CERT_HAS_EXPIRED), HasSubstr("renew"));
  EXPECT_THAT(of(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY), HasSubstr("intermediate certificate"));
  EXPECT_THAT(of(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT), HasSubstr("tls.ca_file"));
  for (const int code : {X509_V_ERR_IP_ADDRESS_MISMATCH, X509_V_ERR_CERT_HAS_EXPIRED})
    EXPECT_THAT(of(code), Not(HasSubstr("tls.verify"))) << "what is not to be given up";
}

TEST(Advice, OfOldTlsIsNotAboutThePort) {
  const auto of = [](std::string_view detail) {
    return advice(failed(stage::tls, cause::handshake, 0, {}, std::string(detail)), "smtp");
  };
  EXPECT_THAT(of(mail::net::old_tls), HasSubstr("TLS 1.2"));
  EXPECT_THAT(of(mail::net::weak_tls), Not(HasSubstr("smtp.port")));
  EXPECT_THAT(of("wrong version number"), HasSubstr("smtp.tls fits smtp.port"));
}

TEST(Advice, OfAServerThatWantsTlsSaysHowToGetIt) {
  for (const auto* group : {"smtp", "mail"})
    EXPECT_THAT(
        advice(failed(stage::sign_in, cause::insecure, 0, {}, std::string(mail::sasl::wants_tls)), group),
        HasSubstr(std::string("set ") + group + ".tls = starttls"));
  EXPECT_THAT(advice(failed(stage::sign_in, cause::insecure, 538), "smtp"), HasSubstr("smtp.tls"));
  EXPECT_EQ(advice(failed(stage::sign_in, cause::insecure, 0, {}, "LOGIN would show it"), "mail"), "")
      << "our own rule has words of its own";
}

TEST(Advice, OfARefusedSignInIsByTheWordsOfProviders) {
  const auto of = [](int code, const char* words) {
    return advice(failed(stage::sign_in, cause::permanent, code, words), "smtp");
  };
  EXPECT_THAT(of(550, "Basic authentication is not supported for Client Submission"),
              HasSubstr("use oauth.*"));
  EXPECT_THAT(of(534, "Application-specific password required"), HasSubstr("set smtp.password"));
  EXPECT_THAT(of(525, "User account disabled"), HasSubstr("see to the account"));
}

TEST(Advice, OfA5yzWhereTheSessionBegins) {
  EXPECT_THAT(advice(failed(stage::greeting, cause::permanent, 521, "blocked using zen"), "smtp"),
              HasSubstr("turns this machine away"));
  for (const auto at : {stage::capabilities, stage::recipient})
    EXPECT_THAT(
        advice(failed(at, cause::permanent, 504, "<x>: Helo command rejected: need fully-qualified hostname"),
               "smtp"),
        HasSubstr("set smtp.ehlo"));
}

TEST(Advice, OfLimitsAndBackPressure) {
  EXPECT_THAT(advice(failed(stage::acceptance, cause::allowance, 550), "smtp"),
              HasSubstr("ask the provider"));
  EXPECT_THAT(advice(failed(stage::sender, cause::busy, 452, "Insufficient system resources"), "smtp"),
              HasSubstr("memory and disk"));
  EXPECT_EQ(advice(failed(stage::sender, cause::busy, 421, "Too many"), "smtp"), "");
}

}  // namespace
}  // namespace watchpost::account
