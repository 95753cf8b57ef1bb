#include "mail_command/identity/assess.h"

#include "people.h"

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace watchpost::mail_command::identity;
using namespace watchpost::test;

const std::string passing =
    "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org; "
    "dkim=pass header.d=example.org\r\n"
    "DKIM-Signature: d=example.org; h=from:date:message-id; b=AbCdEfGhIj\r\n";
const std::string plain =
    "From: alice@example.org\r\nDate: Wed, 25 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@x>\r\n\r\n";

struct Assess : testing::Test {
  std::string bob = "bob " + horse_hash() + " from=bob@example.org", eve = "eve " + horse_hash();
  std::string alice_code = "alice@example.org " + std::string(rfc_secret);
  access_rules rules = rules_of({.allow = {"alice@example.org operate * assurance=totp", "user:* read *"},
                                 .user = {bob, eve},
                                 .totp = {alice_code},
                                 .authserv = "mx.example.org"});
  attempts tries;
  std::set<std::string> used;
  std::string header = plain;

  assessment look(evidence e) {
    const watchpost::mail::message::header_fields fields(header);
    e.header = &fields;
    if (e.from.empty()) e.from = "alice@example.org";
    e.now_ms = noon_ms;
    e.used = [this](std::string_view key) { return used.contains(std::string(key)); };
    return assess(rules, e, tries);
  }
  std::string code() const { return rules.totp[0].key.code_of(noon_ms / 30'000); }
};

TEST_F(Assess, NobodyKnownIsAStranger) {
  EXPECT_TRUE(look({.from = "mallory@evil.example"}).stranger);
  EXPECT_TRUE(look({.from = "alice@example.org.evil.example"}).stranger);
  EXPECT_TRUE(look({.from = "alice+x@example.org"}).stranger);
  EXPECT_TRUE(look({.from = "mallory@evil.example", .user = "bob", .password = "guess"}).stranger);
  EXPECT_TRUE(assess(rules, {}, tries).stranger);
}

TEST_F(Assess, FromAloneIsAnAddressAndNoMore) {
  const auto a = look({});
  ASSERT_EQ(a.claims.size(), 1U);
  EXPECT_EQ(a.claims[0].principal(), "alice@example.org");
  EXPECT_EQ(a.claims[0].reached, proofs(proof::address));
}

TEST_F(Assess, DmarcOfOurServer) {
  header = passing + plain;
  EXPECT_TRUE(look({}).claims[0].reached.has(proof::dmarc));
  header =
      "Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org\r\n" + passing + plain;
  EXPECT_FALSE(look({}).claims[0].reached.has(proof::dmarc));
}

TEST_F(Assess, DmarcCountsForAskingWhereTheReadingOfTheTextIsNotSigned) {
  header = passing + "Content-Type: text/html\r\n" + plain;
  const auto a = look({});
  EXPECT_FALSE(a.claims[0].reached.has(proof::dmarc));
  EXPECT_TRUE(a.claims[0].for_asking.has(proof::dmarc));
  EXPECT_EQ(a.grounds.back(),
            "nothing moves by dmarc: the DKIM signature does not cover the field Content-Type");
}

TEST_F(Assess, WhatIsAskedForAndNotThereIsAGround) {
  rules = rules_of({.allow = {"alice@example.org operate * assurance=dmarc+signature"},
                    .user = {},
                    .totp = {},
                    .signer = {},
                    .authserv = {}});
  const signature none;
  EXPECT_EQ(
      look({.signed_by = &none}).grounds,
      (std::vector<std::string>{"no dmarc: there is no authserv",
                                "no signature: the mail is not signed, or no signer row has this address"}));
}

TEST_F(Assess, ASubjectThatIsNotSignedDoesNotCount) {
  header = passing + "Subject: pump1 on\r\n" + plain;
  const auto a = look({});
  EXPECT_TRUE(a.claims[0].reached.has(proof::dmarc));
  EXPECT_FALSE(a.subject_counts);
}

TEST_F(Assess, ACodeCountsOnce) {
  const auto first = look({.code = code()});
  EXPECT_TRUE(first.claims[0].reached.has(proof::totp));
  ASSERT_EQ(first.used_up.size(), 1U);
  EXPECT_GT(first.used_up[0].until_ms, noon_ms + 90'000);
  used.insert(first.used_up[0].key);
  const auto again = look({.code = code()});
  EXPECT_FALSE(again.claims[0].reached.has(proof::totp));
  EXPECT_TRUE(again.wrong_credentials);
}

TEST_F(Assess, ACodeOfAnotherPersonDoesNotCount) {
  const auto a = look({.from = "bob@example.org", .user = "bob", .password = horse, .code = code()});
  ASSERT_EQ(a.claims.size(), 1U);
  EXPECT_FALSE(a.claims[0].reached.has(proof::totp));
  EXPECT_TRUE(a.wrong_credentials);
}

TEST_F(Assess, ACodeIsJudgedByTheArrivalOfTheMail) {
  const auto at = [&](std::int64_t arrived) { return rules.totp[0].key.code_of(arrived / 30'000); };
  const std::int64_t ten_minutes = noon_ms - 600'000, an_hour = noon_ms - 3'600'000,
                     later = noon_ms + 600'000;
  EXPECT_TRUE(look({.code = at(ten_minutes), .arrived_ms = ten_minutes}).claims[0].reached.has(proof::totp));
  EXPECT_FALSE(look({.code = code(), .arrived_ms = ten_minutes}).claims[0].reached.has(proof::totp));
  EXPECT_FALSE(look({.code = at(an_hour), .arrived_ms = an_hour}).claims[0].reached.has(proof::totp));
  EXPECT_FALSE(look({.code = at(later), .arrived_ms = later}).claims[0].reached.has(proof::totp));
}

// 33 guesses at three codes of a million: one in ten thousand.
TEST_F(Assess, AGuessedCodeComesTrueOnceInTenThousandMonths) {
  totp_key& key = rules.totp[0].key;
  for (const auto& [digits, guesses] : {std::pair(6U, 33U), std::pair(7U, 333U), std::pair(8U, 3333U)}) {
    key.digits = digits;
    EXPECT_EQ(key.most_guesses(), guesses);
  }
  key.digits = 6;
  for (int i = 0; i < 33; ++i) {
    EXPECT_TRUE(look({.code = code()}).claims[0].reached.has(proof::totp)) << i;
    EXPECT_TRUE(look({.code = "000000"}).wrong_credentials);
  }
  const auto a = look({.code = code()});
  EXPECT_FALSE(a.wrong_credentials);
  EXPECT_FALSE(a.claims[0].reached.has(proof::totp));
  EXPECT_TRUE(a.claims[0].once_confirmed.has(proof::totp));
  EXPECT_TRUE(a.claims[0].for_asking.has(proof::totp));
  EXPECT_EQ(a.used_up.size(), 1U);
  header = passing + plain;  // surely of alice: guesses under her name are not hers
  EXPECT_TRUE(look({.code = code()}).claims[0].reached.has(proof::totp));
}

TEST_F(Assess, WhoProvesTheAddressGuessesForThemselves) {
  header = passing + plain;
  for (int i = 0; i < 33; ++i) EXPECT_TRUE(look({.code = "000000"}).wrong_credentials);
  const auto a = look({.code = code()});
  EXPECT_TRUE(a.wrong_credentials);
  EXPECT_TRUE(a.claims[0].once_confirmed.empty());
  header = plain;
  EXPECT_TRUE(look({.code = code()}).claims[0].reached.has(proof::totp));
}

TEST_F(Assess, ACodeThatWasUsedIsNoGuess) {
  used.insert("totp:alice@example.org:" + std::to_string(noon_ms / 30'000));
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(look({.code = code()}).wrong_credentials);
  used.clear();
  EXPECT_TRUE(look({.code = code()}).claims[0].reached.has(proof::totp));
}

TEST_F(Assess, GuessedPasswordsDoNotLockOutWhoProvesTheAddress) {
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(look({.user = "eve", .password = "guess"}).wrong_credentials);
  header = passing + plain;
  EXPECT_FALSE(look({.user = "eve", .password = horse}).wrong_credentials);
  for (int i = 0; i < 4; ++i)
    (void)look({.from = "mallory@evil.example", .user = "eve", .password = "guess"});
  EXPECT_FALSE(look({.user = "eve", .password = horse}).wrong_credentials);
}

TEST_F(Assess, PasswordsMakeAUser) {
  const auto a = look({.from = "bob@example.org", .user = "bob", .password = horse});
  ASSERT_EQ(a.claims.size(), 1U);
  EXPECT_EQ(a.claims[0].principal(), "user:bob");
  EXPECT_TRUE(a.claims[0].reached.has(proof::password));
  EXPECT_FALSE(a.wrong_credentials);
}

TEST_F(Assess, AUserWithoutAddressesGetsNothingFromTheMail) {
  header = passing + plain;
  const auto a = look({.from = "someone@example.org", .user = "eve", .password = horse});
  ASSERT_EQ(a.claims.size(), 1U);
  EXPECT_EQ(a.claims[0].reached, proofs(proof::password));
}

TEST_F(Assess, AnothersPasswordDoesNotRaiseAnAddress) {
  const auto a = look({.user = "eve", .password = horse});
  ASSERT_EQ(a.claims.size(), 2U);
  EXPECT_FALSE(a.claims[0].reached.has(proof::password));
}

TEST_F(Assess, AUserFromAWrongAddressIsNoUser) {
  const auto a = look({.user = "bob", .password = horse});
  EXPECT_TRUE(a.wrong_credentials);
  ASSERT_EQ(a.claims.size(), 1U);
  EXPECT_FALSE(a.claims[0].user);
}

TEST_F(Assess, WrongPasswordsAreCountedAndSoonCostNothing) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(look({.user = "eve", .password = "guess"}).wrong_credentials);
  const auto a = look({.user = "eve", .password = horse});
  EXPECT_TRUE(a.wrong_credentials);
  EXPECT_EQ(a.grounds.back(), "after too many wrong ones, the password was not looked at");
  for (int i = 0; i < 3; ++i) (void)look({.user = "nobody" + std::to_string(i), .password = "guess"});
  EXPECT_EQ(look({.user = "nobody", .password = "guess"}).grounds.back(), a.grounds.back());
}

TEST_F(Assess, GroundsHoldNoSecret) {
  for (const auto& a : {look({.user = "bob", .password = "hunter2", .code = "123456"}),
                        look({.user = "hunter2", .password = "hunter2"})})
    for (const auto& ground : a.grounds) {
      EXPECT_EQ(ground.find("hunter2"), std::string::npos) << ground;
      EXPECT_EQ(ground.find("123456"), std::string::npos) << ground;
    }
}

TEST_F(Assess, ASignatureCountsInItsWindowOnceAndWithoutTheSubject) {
  signature s{.state = signature_state::good,
              .fault = {},
              .content = "x",
              .signed_ms = noon_ms - 60'000,
              .id = "abc"};
  const auto a = look({.signed_by = &s});
  EXPECT_TRUE(a.claims[0].reached.has(proof::signature));
  EXPECT_FALSE(a.subject_counts);
  ASSERT_EQ(a.used_up.size(), 1U);
  used.insert(a.used_up[0].key);
  EXPECT_FALSE(look({.signed_by = &s}).claims[0].reached.has(proof::signature));
  used.clear();
  for (const std::int64_t off : {-16 * 60'000, 16 * 60'000}) {
    s.signed_ms = noon_ms + off;
    EXPECT_FALSE(look({.signed_by = &s}).claims[0].reached.has(proof::signature)) << off;
  }
  s.state = signature_state::bad;
  s.signed_ms = noon_ms;
  EXPECT_FALSE(look({.signed_by = &s}).claims[0].reached.has(proof::signature));
}

}  // namespace
