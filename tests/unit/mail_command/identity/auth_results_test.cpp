// RFC 8601: what is read, and what of it is believed.
#include "mail_command/identity/auth_results.h"

#include <gtest/gtest.h>

namespace {

using namespace watchpost::mail_command::identity;
using watchpost::mail::message::header_fields;

TEST(AuthField, FieldsOfRealServers) {
  const auto gmail = read_auth_field(
      " mx.google.com; dkim=pass header.i=@example.org header.s=20230601 header.b=\"a/b+C=12\"; "
      "spf=pass (google.com: domain of alice@example.org designates 2001:db8::1 as permitted sender) "
      "smtp.mailfrom=alice@example.org; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.org");
  ASSERT_FALSE(gmail.broken);
  EXPECT_EQ(gmail.server, "mx.google.com");
  ASSERT_EQ(gmail.results.size(), 3U);
  EXPECT_EQ(gmail.results[0].property("header.b"), "a/b+C=12");
  EXPECT_EQ(gmail.results[2].method, "dmarc");
  EXPECT_EQ(gmail.results[2].result, "pass");
  EXPECT_EQ(gmail.results[2].property("header.from"), "example.org");

  const auto microsoft = read_auth_field(
      "mx.example.net 1; spf=pass (sender IP is 192.0.2.1)\t smtp.mailfrom=example.org; "
      "dkim=pass (signature was verified) header.d=example.org;dmarc=pass action=none "
      "header.from=example.org;compauth=pass reason=100");
  ASSERT_FALSE(microsoft.broken);
  EXPECT_EQ(microsoft.results.size(), 4U);

  EXPECT_TRUE(read_auth_field("mx.example.org; none").results.empty());
  EXPECT_FALSE(read_auth_field("mx.example.org; none").broken);
  EXPECT_FALSE(
      read_auth_field("\"mx.example.org\" (x(y)\\)z) 1 ; dkim / 1 = pass (\\() header . d = example.org;")
          .broken);
}

TEST(AuthField, TextsInQuotesAndCommentsAreNoResults) {
  const auto quoted = read_auth_field(
      "mx.example.org; spf=pass smtp.mailfrom=\"x; dmarc=pass header.from=victim\"@evil.example");
  ASSERT_FALSE(quoted.broken);
  EXPECT_EQ(quoted.results.size(), 1U);
  const auto comment = read_auth_field("mx.example.org; spf=fail (; dmarc=pass header.from=victim.example)");
  EXPECT_EQ(comment.results.size(), 1U);
}

TEST(AuthField, WhatCannotBeReadIsBroken) {
  for (const char* body :
       {"", ";", "mx 2; dkim=pass", "mx; dkim", "mx; dkim=", "mx; =pass", "mx; dkim=pass header.d",
        "mx; dkim=pass (open", "mx; dkim=pass header.d=\"open", "mx; dkim=pass ) x",
        "mx; dkim=pass; ; spf=pass", "mx; dkim=p\xC3\xA4ss", "mx; dkim=pass\x01",
        "mx; (((((((((x))))))))) dkim=pass", "mx dkim=pass", "mx; dkim=pass, spf=pass"})
    EXPECT_TRUE(read_auth_field(body).broken) << body;
  EXPECT_TRUE(read_auth_field("mx; dkim=pass " + std::string(9000, ' ')).broken);
  std::string many = "mx";
  for (int i = 0; i < 100; ++i) many += "; dkim=pass";
  EXPECT_TRUE(read_auth_field(many).broken);
}

const std::string of_exchange =
    "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; "
    "dkim=pass (signature was verified) header.d=example.org;dmarc=pass action=none "
    "header.from=example.org;compauth=pass reason=100\r\n";

TEST(AuthField, MayBeginWithAResult) {
  const auto read = read_auth_field(of_exchange.substr(23, of_exchange.size() - 25));
  ASSERT_FALSE(read.broken);
  EXPECT_EQ(read.server, "");
  EXPECT_EQ(read.results.size(), 4U);
  EXPECT_TRUE(read_auth_field("spf=pass; mx.example.org; dmarc=pass").broken);
  EXPECT_TRUE(read_auth_field("(x) dkim=").broken);
  EXPECT_EQ(read_auth_field("\"spf=pass\"; dmarc=pass").server, "spf=pass");
}

const auth_server ours{.id = "mx.example.org", .received = 1};
const std::string hop = "Received: from x by mx.example.org; Wed, 25 Nov 2026 12:00:00 +0000\r\n";
const std::string real = "Authentication-Results: mx.example.org; dmarc=fail header.from=example.org\r\n";
const std::string forged = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org\r\n";
const std::string foreign = "Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org\r\n";

auth_seen see(const std::string& header) {
  return read_auth_results(header_fields(header + "From: alice@example.org\r\n\r\n"), ours);
}

TEST(AuthSeen, OurFieldsOnTop) {
  EXPECT_EQ(see(real + hop).results.size(), 1U);
  EXPECT_EQ(see(hop + real).results.size(), 1U);
  const std::string dkim =
      "DKIM-Filter: x\r\nAuthentication-Results: MX.example.org; dkim=pass header.d=example.org\r\n";
  EXPECT_EQ(see(hop + "DMARC-Filter: x\r\n" + real + dkim).results.size(), 2U);
}

TEST(AuthSeen, WithoutAnIdWhereThatIsOurs) {
  const auto seen = [](const std::string& header, std::size_t received) {
    return read_auth_results(header_fields(header + "From: alice@example.org\r\n\r\n"),
                             {.id = {}, .received = received});
  };
  EXPECT_EQ(seen(hop + hop + of_exchange + hop, 2).results.size(), 4U);
  EXPECT_EQ(seen(hop + hop + of_exchange + hop, 1).fault,
            "no Authentication-Results above the Received field of another server");
  // What its writer put in stands below the field that the first of our servers wrote of it.
  EXPECT_EQ(seen(hop + hop + of_exchange + hop + of_exchange, 2).results.size(), 4U);
  EXPECT_NE(seen(hop + hop + hop + of_exchange, 2).fault, "");
  EXPECT_EQ(seen(forged, 2).fault, "the topmost Authentication-Results is not of a server without an id");
  EXPECT_EQ(seen("Authentication-Results: spf=pass; dmarc\r\n", 2).fault,
            "an Authentication-Results of a server without an id cannot be read");
  EXPECT_NE(see(of_exchange).fault, "");
}

TEST(AuthSeen, BelowAForeignServerNothingIsBelieved) {
  EXPECT_TRUE(see(hop + hop + forged).results.empty());
  EXPECT_TRUE(see(foreign + forged).results.empty());
  EXPECT_TRUE(see(hop + foreign + forged).results.empty());
  EXPECT_NE(see(hop + foreign + forged).fault, "");
  EXPECT_NE(see(hop).fault, "");
  EXPECT_NE(see("").fault, "");
}

TEST(AuthSeen, TheRunEndsWhereSomethingElseStands) {
  for (const auto& end : {std::string("Subject: x\r\n"), hop, foreign, std::string("no field at all\r\n")}) {
    const auto seen = see(hop + real + end + forged);
    ASSERT_EQ(seen.results.size(), 1U) << end;
    EXPECT_EQ(seen.results[0].result, "fail");
  }
}

TEST(AuthSeen, AServerThatDoesNotJudgeDmarcCannotBeSpokenFor) {
  const std::string spf_only =
      "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=evil.example\r\n";
  EXPECT_NE(see(hop + spf_only + forged).fault, "");
  EXPECT_TRUE(see(hop + spf_only + forged).results.empty());
}

TEST(AuthSeen, OddFieldsSpoilTheLot) {
  EXPECT_NE(see("Authentication-Results : mx.example.org; dmarc=pass header.from=example.org\r\n").fault, "");
  EXPECT_NE(see(hop + "Authentication-Results: mx.example.org; dmarc=pass (\r\n").fault, "");
  std::string many;
  for (int i = 0; i < 20; ++i) many += forged;
  EXPECT_NE(see(many).fault, "");
}

TEST(AuthSeen, FoldedFieldsAreOne) {
  const auto seen = see(
      "Authentication-Results: mx.example.org;\r\n\tdmarc=fail header.from=example.org;\r\n dkim=none\r\n");
  EXPECT_EQ(seen.results.size(), 2U);
}

}  // namespace
