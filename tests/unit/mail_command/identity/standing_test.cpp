// Whose count a mail goes to.
#include "mail_command/identity/standing.h"

#include "mail_command/identity/assess.h"
#include "people.h"

#include <gtest/gtest.h>

namespace {

using namespace watchpost::mail_command::identity;
using namespace watchpost::test;

answer_quota on(const char* row, proofs reached = proof::address, proofs for_asking = {}) {
  const std::string secret = "alice@example.org " + std::string(rfc_secret);
  const auto rules =
      rules_of({.allow = {row}, .user = {}, .totp = {secret}, .signer = {}, .authserv = "mx.example.org"});
  assessment a;
  a.stranger = false;
  a.from = "alice@example.org";
  a.claims.push_back({.user = false, .name = a.from, .reached = reached, .for_asking = for_asking});
  return quota_of(rules, a);
}

TEST(Standing, OfFromAloneGoesByWhatARowTakes) {
  EXPECT_EQ(on("alice@example.org operate * assurance=dmarc").is, standing::unproven);
  EXPECT_EQ(on("alice@example.org operate * assurance=totp+confirmed").is, standing::unproven);
  EXPECT_EQ(on("bob@example.org operate * assurance=address").is, standing::unproven);
  EXPECT_EQ(on("alice@example.org read *").is, standing::once_a_day);
  EXPECT_EQ(on("*@example.org operate * assurance=address").is, standing::once_a_day);
  EXPECT_EQ(on("* read *").is, standing::once_a_day);
  EXPECT_EQ(on("alice@example.org operate * assurance=address").is, standing::at_its_word);
  EXPECT_EQ(on("alice@example.org operate * assurance=confirmed").is, standing::at_its_word);
}

TEST(Standing, OfProvenMailHasACountOfItsOwn) {
  const char* row = "alice@example.org operate * assurance=address";
  for (const proof p : {proof::dmarc, proof::totp, proof::signature, proof::password}) {
    EXPECT_EQ(on(row, proof::address | p).is, standing::proven);
    EXPECT_NE(on(row, proof::address | p).name, on(row).name);
  }
  EXPECT_EQ(on(row, proof::address, proof::dmarc).is, standing::proven);
}

TEST(Standing, OfAUserIsNotThatOfTheAddressInFrom) {
  assessment a;
  a.stranger = false;
  a.from = "alice@example.org";
  a.claims.push_back({.user = false, .name = a.from, .reached = proof::address});
  a.claims.push_back({.user = true, .name = "eve", .reached = proof::password});
  EXPECT_EQ(quota_of({}, a).is, standing::proven);
  EXPECT_EQ(quota_of({}, a).name, "user:eve");
}

}  // namespace
