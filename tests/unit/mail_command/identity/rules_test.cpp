#include "mail_command/identity/rules.h"

#include "people.h"

#include <gtest/gtest.h>

namespace {

using namespace watchpost::mail_command::identity;
using namespace watchpost::test;

std::vector<watchpost::mail_command::rows::fault> faults_of(const rule_rows& rows) {
  std::vector<watchpost::mail_command::rows::fault> faults;
  (void)read_rules(rows, faults);
  return faults;
}

TEST(Rules, EachKindOfRow) {
  const std::string user = "bob " + horse_hash() + " from=Bob@Example.org,*@plant.example";
  const std::string totp = "user:bob " + std::string(rfc_secret) + " digits=8 period=60 digest=sha256";
  const auto r =
      rules_of({.allow = {"Alice@Example.org operate pump*,valve1 assurance=DMARC+totp", "user:* read *",
                          "*@example.org  read\t*"},
                .user = {user},
                .totp = {totp},
                .signer = {"alice@example.org ca=\"/etc/my people.pem\" certificate=" + std::string(32, 'A') +
                           ":" + std::string(32, 'b')},
                .authserv = "MX.example.org received=0"});
  ASSERT_EQ(r.allow.size(), 3U);
  EXPECT_EQ(r.allow[0].who, "alice@example.org");
  EXPECT_EQ(r.allow[0].points, (std::vector<std::string>{"pump*", "valve1"}));
  EXPECT_EQ(r.allow[0].asked, proof::address | proof::dmarc | proof::totp);
  EXPECT_TRUE(r.allow[1].of_user);
  EXPECT_EQ(r.allow[1].asked, proofs(proof::password));
  EXPECT_EQ(r.allow[2].asked, proofs(proof::address));
  ASSERT_EQ(r.users.size(), 1U);
  EXPECT_EQ(r.users[0].from[0], "bob@example.org");
  ASSERT_EQ(r.totp.size(), 1U);
  EXPECT_EQ(r.totp[0].key.digits, 8U);
  EXPECT_EQ(r.totp[0].key.period, 60U);
  ASSERT_EQ(r.signers.size(), 1U);
  EXPECT_EQ(r.signers[0].ca_file, "/etc/my people.pem");
  EXPECT_EQ(r.signers[0].fingerprint, std::string(32, 'a') + std::string(32, 'b'));
  ASSERT_TRUE(r.server);
  EXPECT_EQ(r.server->id, "mx.example.org");
  EXPECT_EQ(r.server->received, 0U);
}

TEST(Rules, AnAddressOperatesOnlyWhenTheRowSaysHowSurely) {
  const auto silent = faults_of({.allow = {"alice@example.org operate pump1"}});
  ASSERT_EQ(silent.size(), 1U);
  EXPECT_FALSE(silent[0].warning);
  EXPECT_NE(silent[0].text.find("must say assurance="), std::string::npos) << silent[0].text;
  const auto bare = faults_of({.allow = {"alice@example.org operate pump1 assurance=address"}});
  ASSERT_EQ(bare.size(), 1U);
  EXPECT_TRUE(bare[0].warning);
}

TEST(Rules, WrongRowsAreLeftOutAndNamed) {
  std::vector<watchpost::mail_command::rows::fault> faults;
  const auto r = read_rules(
      {.allow = {"", "alice@example.org", "alice@example.org read", "alice@example.org write *",
                 "al ice@example.org read *", "\xD0\xB0lice@example.org read *", "alice@*.org read *",
                 "user:* read , ", "alice@example.org read a,,b", "alice@example.org read * assurence=dmarc",
                 "alice@example.org read * assurance=", "alice@example.org read * assurance=dmarc,totp",
                 "alice@example.org read * assurance=dmarc+", "x@example.org read * assurance=dmarc extra",
                 "x@example.org read * assurance=dmarc assurance=totp", "\"open read *"}},
      faults);
  EXPECT_TRUE(r.allow.empty());
  EXPECT_EQ(faults.size(), 16U);
  EXPECT_EQ(faults[0].key, "allow");
  EXPECT_TRUE(faults[15].text.starts_with("row 16: ")) << faults[15].text;
  EXPECT_NE(faults[9].text.find("did you mean 'assurance'"), std::string::npos) << faults[9].text;
}

TEST(Rules, PatternsAreConfirmedOrAtOnce) {
  std::vector<watchpost::mail_command::rows::fault> faults;
  rule_rows rows;
  rows.allow = {"user:bob operate * patterns=at-once", "user:eve operate *",
                "user:dan operate * patterns=never"};
  const auto rules = read_rules(rows, faults);
  ASSERT_EQ(rules.allow.size(), 2u);
  EXPECT_TRUE(rules.allow[0].patterns_at_once);
  EXPECT_FALSE(rules.allow[1].patterns_at_once);
  EXPECT_EQ(faults.at(0).text, "row 3: patterns is 'never'; expected confirmed or at-once");
}

TEST(Rules, SecretsAreInNoText) {
  const auto faults =
      faults_of({.allow = {"user:bob operate *"},
                 .user = {"bob hunter2", "bob hunter2 hunter2", "hunter2 hunter2=x"},
                 .totp = {"bob@example.org hunter2hunter2", "user:bob HUNTER2 digits=5", "x HUNTER2"}});
  EXPECT_GE(faults.size(), 6U);
  for (const auto& fault : faults)
    if (fault.text.find("HUNTER2") != std::string::npos ||
        fault.text.find("hunter2hunter2") != std::string::npos)
      ADD_FAILURE() << fault.text;
}

TEST(Rules, DoublesAndBoundsAreRefused) {
  const std::string bob = "bob " + horse_hash();
  EXPECT_EQ(faults_of({.user = {bob, bob}}).size(), 1U);
  const std::string totp = "user:bob " + std::string(rfc_secret);
  EXPECT_EQ(faults_of({.totp = {totp, totp}}).size(), 1U);
  EXPECT_EQ(faults_of({.totp = {"user:bob GEZDGNBVGY3TQOJQ"}}).size(), 1U);  // 10 bytes
  const std::string longest(watchpost::mail_command::rows::most_row + 1, 'x');
  EXPECT_EQ(faults_of({.allow = {longest}}).size(), 1U);
  EXPECT_EQ(faults_of({.allow = std::vector<std::string_view>(watchpost::mail_command::rows::most_rows + 1,
                                                              "a@example.org read *")})
                .size(),
            1U);
  EXPECT_EQ(faults_of({.signer = {"alice@example.org", "alice@example.org ca=people.pem", "x ca=/x",
                                  "alice@example.org ca=/x certificate=abc"}})
                .size(),
            4U);
  EXPECT_EQ(faults_of({.authserv = "mx received=11"}).size(), 1U);
  EXPECT_EQ(faults_of({.authserv = "two words"}).size(), 1U);
}

TEST(Rules, WhatCanNeverBeReachedIsSaid) {
  const auto faults = faults_of(
      {.allow = {"alice@example.org operate * assurance=dmarc", "alice@example.org operate * assurance=totp",
                 "alice@example.org operate * assurance=signature", "user:bob operate *",
                 "alice@example.org operate * assurance=password"}});
  EXPECT_EQ(faults.size(), 5U);
  for (const auto& fault : faults) EXPECT_TRUE(fault.warning) << fault.text;
}

TEST(Rules, AServerWithoutAnIdIsNamedAsSuchWithTheRisk) {
  std::vector<watchpost::mail_command::rows::fault> faults;
  rule_rows rows;
  rows.authserv = "No-ID received=3";
  const auto r = read_rules(rows, faults);
  ASSERT_TRUE(r.server);
  EXPECT_EQ(r.server->id, "");
  EXPECT_EQ(r.server->received, 3U);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_TRUE(faults[0].warning);
  faults.clear();
  rows.authserv = "no-id";
  EXPECT_FALSE(read_rules(rows, faults).server);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_FALSE(faults[0].warning);
  EXPECT_NE(faults[0].text.find("received=N"), std::string::npos) << faults[0].text;
}

}  // namespace
