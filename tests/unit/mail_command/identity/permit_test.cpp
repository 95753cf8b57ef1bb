#include "mail_command/identity/permit.h"

#include "people.h"

#include <gtest/gtest.h>

namespace {

using namespace watchpost;
using namespace watchpost::mail_command::identity;
using namespace watchpost::test;

assessment of(std::string address, proofs reached) {
  assessment a;
  a.stranger = false;
  a.from = address;
  a.claims = {{.user = false, .name = std::move(address), .reached = proofs(proof::address) | reached}};
  return a;
}
assessment of_user(std::string name, std::string from, proofs more = {}) {
  assessment a;
  a.stranger = false;
  a.from = std::move(from);
  a.claims = {{.user = true, .name = std::move(name), .reached = proofs(proof::password) | more}};
  return a;
}
point::info pump(bool confirmed = false, bool two = false) {
  point::info p;
  p.id = "pump1";
  p.output = p.operable = true;
  p.confirmed = confirmed;
  p.two_persons = two;
  return p;
}

struct Permit : testing::Test {
  std::string bob = "bob " + horse_hash() + " from=bob@example.org", eve = "eve " + horse_hash(),
              dan = "dan " + horse_hash();
  access_rules rules =
      rules_of({.allow = {"alice@example.org operate pump* assurance=dmarc", "alice@example.org read *",
                          "carol@example.org operate pump1 assurance=dmarc+confirmed",
                          "*@example.org operate pump1 assurance=dmarc+totp", "user:bob operate pump1",
                          "user:eve operate pump1", "user:dan operate pump1", "user:bob read *"},
                .user = {bob, eve, dan},
                .totp = {},
                .signer = {},
                .authserv = "mx.example.org"});
  assessment alice = of("alice@example.org", proof::dmarc), carol = of("carol@example.org", proof::dmarc);

  decision ask(const assessment& who, const point::info& p, std::vector<approval> approvals = {},
               deed what = deed::operate) {
    return may(rules, who, approvals, what, p);
  }
};

TEST_F(Permit, FromAloneNeverOperates) {
  const auto d = ask(of("alice@example.org", {}), pump());
  EXPECT_EQ(d.kind, permit::refused);
  EXPECT_EQ(d.refusal, refusal_kind::proof);
  EXPECT_EQ(d.text, "needs more proof: dmarc");
  EXPECT_EQ(d.grounds, "row 1 of allow (alice@example.org operate): needs more proof: dmarc");
  auto other = pump();
  other.id = "valve";
  EXPECT_EQ(ask(alice, other).grounds, "row 2 of allow (alice@example.org read): allowed to read only");
  EXPECT_EQ(ask(carol, other).grounds, "no row of allow is about this writer and this point");
  EXPECT_EQ(ask(of("alice@example.org", {}), pump(), {}, deed::read).kind, permit::allowed);
}

TEST_F(Permit, WhatCountsForAskingMovesNothing) {
  assessment a = of("alice@example.org", {});
  a.claims[0].for_asking = proof::dmarc;
  EXPECT_EQ(ask(a, pump()).text, "needs more proof: dmarc; that of this mail counts for what only asks");
  EXPECT_EQ(ask(a, pump(), {{a, true}}).kind, permit::refused);
  rules.allow[1].asked |= proof::dmarc;
  EXPECT_EQ(ask(a, pump(), {}, deed::read).kind, permit::allowed);
}

TEST_F(Permit, WhatCountsOnceConfirmedMovesThen) {
  const std::string secret = "alice@example.org " + std::string(rfc_secret);
  rules = rules_of({.allow = {"alice@example.org operate * assurance=totp"},
                    .user = {},
                    .totp = {secret},
                    .signer = {},
                    .authserv = {}});
  assessment a = of("alice@example.org", {});
  a.claims[0].for_asking = a.claims[0].once_confirmed = proof::totp;
  const auto d = ask(a, pump());
  EXPECT_EQ(d.kind, permit::needs_confirmation);
  EXPECT_EQ(d.refusal, refusal_kind::proof);
  EXPECT_EQ(ask(a, pump(), {{carol, true}}).kind, permit::needs_confirmation);
  const auto confirmed = ask(a, pump(), {{a, true}});
  EXPECT_EQ(confirmed.kind, permit::allowed);
  EXPECT_EQ(confirmed.reached.words(), "address totp confirmed");
  EXPECT_EQ(ask(a, pump(), {}, deed::read).kind, permit::allowed);
}

TEST_F(Permit, APatternIsConfirmedUnlessTheRowSaysOtherwise) {
  EXPECT_EQ(ask(alice, pump(), {}, deed::operate_many).kind, permit::needs_confirmation);
  EXPECT_EQ(ask(alice, pump(), {{alice, true}}, deed::operate_many).kind, permit::allowed);
  EXPECT_EQ(ask(alice, pump(), {{carol, false}}, deed::operate_many).kind, permit::needs_confirmation);
  const auto at_once =
      rules_of({.allow = {"alice@example.org operate pump* assurance=dmarc patterns=at-once",
                          "carol@example.org operate * assurance=dmarc",
                          "carol@example.org operate pump* assurance=dmarc patterns=at-once"},
                .user = {},
                .totp = {},
                .signer = {},
                .authserv = "mx.example.org"});
  EXPECT_EQ(may(at_once, alice, {}, deed::operate_many, pump()).kind, permit::allowed);
  EXPECT_EQ(may(at_once, carol, {}, deed::operate_many, pump()).kind, permit::allowed);
  auto valve = pump();
  valve.id = "valve";
  EXPECT_EQ(may(at_once, carol, {}, deed::operate_many, valve).kind, permit::needs_confirmation);
}

TEST_F(Permit, WithTheProofItIsAllowedAndNamed) {
  const auto d = ask(alice, pump());
  EXPECT_EQ(d.kind, permit::allowed);
  EXPECT_EQ(d.principal, "alice@example.org");
  EXPECT_EQ(d.reached.words(), "address dmarc");
  EXPECT_FALSE(d.confirmed);
}

TEST_F(Permit, ASignatureServesForDmarc) {
  EXPECT_EQ(ask(of("alice@example.org", proof::signature), pump()).kind, permit::allowed);
  EXPECT_EQ(ask(of("alice@example.org", proof::totp), pump()).kind, permit::refused);
}

TEST_F(Permit, RowsEndWhereTheyEnd) {
  auto valve = pump();
  valve.id = "valve1";
  EXPECT_EQ(ask(alice, valve).refusal, refusal_kind::only_read);
  EXPECT_EQ(ask(carol, valve).refusal, refusal_kind::unknown);
  EXPECT_EQ(ask(carol, valve, {}, deed::read).kind, permit::refused);
  EXPECT_EQ(ask(of("mallory@evil.example", proof::dmarc), pump()).refusal, refusal_kind::unknown);
  assessment stranger = alice;
  stranger.stranger = true;
  EXPECT_EQ(ask(stranger, pump()).kind, permit::refused);
}

TEST_F(Permit, WrongCredentialsLeaveOnlyWhatNeedsNone) {
  alice.wrong_credentials = true;
  EXPECT_EQ(ask(alice, pump()).refusal, refusal_kind::credentials);
  EXPECT_EQ(ask(alice, pump(), {}, deed::read).kind, permit::allowed);
  auto bob_mail = of_user("bob", "bob@example.org");
  bob_mail.wrong_credentials = true;
  EXPECT_EQ(ask(bob_mail, pump(), {}, deed::read).refusal, refusal_kind::credentials);
}

TEST_F(Permit, ConfirmationByThePointAndByTheRow) {
  EXPECT_EQ(ask(alice, pump(true)).kind, permit::needs_confirmation);
  EXPECT_EQ(ask(alice, pump(true), {}, deed::read).kind, permit::allowed);
  const auto d = ask(alice, pump(true), {{.by = of("alice@example.org", {}), .own_code = true}});
  EXPECT_EQ(d.kind, permit::allowed);
  EXPECT_TRUE(d.confirmed);
  EXPECT_EQ(d.reached.words(), "address dmarc confirmed");
  EXPECT_EQ(ask(carol, pump()).kind, permit::needs_confirmation);
  EXPECT_EQ(ask(carol, pump(), {{.by = carol, .own_code = true}}).kind, permit::allowed);
}

TEST_F(Permit, NobodyElseConfirms) {
  EXPECT_EQ(ask(alice, pump(true), {{.by = alice, .own_code = false}}).kind, permit::needs_confirmation);
  EXPECT_EQ(ask(alice, pump(true), {{.by = carol, .own_code = true}}).kind, permit::needs_confirmation);
  EXPECT_EQ(ask(alice, pump(true), {{.by = of("alice+x@example.org", {}), .own_code = true}}).kind,
            permit::needs_confirmation);
  auto guessed = alice;
  guessed.wrong_credentials = true;
  EXPECT_EQ(ask(alice, pump(true), {{.by = guessed, .own_code = true}}).kind, permit::needs_confirmation);
}

TEST_F(Permit, AConfirmationDoesNotStandForOtherProof) {
  const auto forged = of("carol@example.org", {});
  EXPECT_EQ(ask(forged, pump(), {{.by = forged, .own_code = true}}).refusal, refusal_kind::proof);
}

TEST_F(Permit, TwoPersons) {
  EXPECT_EQ(ask(alice, pump(false, true)).kind, permit::needs_second_person);
  const auto d =
      ask(alice, pump(false, true), {{.by = of_user("bob", "bob@example.org"), .own_code = false}});
  EXPECT_EQ(d.kind, permit::allowed);
  EXPECT_EQ(d.second, "user:bob");
  EXPECT_EQ(ask(alice, pump(false, true), {}, deed::read).kind, permit::allowed);
}

TEST_F(Permit, TheSecondPersonNeedsAllTheProofOfTheirOwnRow) {
  const auto p = pump(false, true);
  EXPECT_EQ(ask(alice, p, {{.by = of("carol@example.org", {}), .own_code = true}}).kind,
            permit::needs_second_person);
  EXPECT_EQ(ask(alice, p, {{.by = carol, .own_code = false}}).kind, permit::needs_second_person);
  EXPECT_EQ(ask(alice, p, {{.by = carol, .own_code = true}}).second, "carol@example.org");
  EXPECT_EQ(ask(alice, p, {{.by = of("mallory@evil.example", proof::dmarc), .own_code = true}}).kind,
            permit::needs_second_person);
}

TEST_F(Permit, OnePersonIsNotTwo) {
  const auto p = pump(false, true);
  EXPECT_EQ(ask(alice, p, {{.by = alice, .own_code = true}}).kind, permit::needs_second_person);
  // Sub-addresses, which a pattern row would let operate.
  const auto alias = of("alice+2@example.org", proof::dmarc | proof::totp);
  EXPECT_EQ(ask(alice, p, {{.by = alias, .own_code = true}}).kind, permit::needs_second_person);
  EXPECT_EQ(ask(alias, p, {{.by = alice, .own_code = true}}).kind, permit::refused);
  // Another address of the same domain by the pattern row only.
  const auto made_up = of("zoe@example.org", proof::dmarc | proof::totp);
  EXPECT_EQ(ask(made_up, pump()).kind, permit::allowed);
  EXPECT_EQ(ask(made_up, p).kind, permit::refused);
  EXPECT_EQ(ask(alice, p, {{.by = made_up, .own_code = true}}).kind, permit::needs_second_person);
}

TEST_F(Permit, AUserAndAnAddressMayBeOnePerson) {
  const auto p = pump(false, true);
  EXPECT_EQ(ask(alice, p, {{.by = of_user("bob", "alice@example.org"), .own_code = false}}).kind,
            permit::needs_second_person);
  // eve has no addresses, so alice may be eve; but eve and dan are two users.
  EXPECT_EQ(ask(alice, p, {{.by = of_user("eve", "x@evil.example"), .own_code = false}}).kind,
            permit::needs_second_person);
  EXPECT_EQ(
      ask(of_user("dan", "y@evil.example"), p, {{.by = of_user("eve", "x@evil.example"), .own_code = false}})
          .second,
      "user:eve");
  EXPECT_EQ(
      ask(of_user("eve", "y@evil.example"), p, {{.by = of_user("eve", "x@evil.example"), .own_code = false}})
          .kind,
      permit::needs_second_person);
  auto guessed = of_user("bob", "bob@example.org");
  guessed.wrong_credentials = true;
  EXPECT_EQ(ask(alice, p, {{.by = guessed, .own_code = false}}).kind, permit::needs_second_person);
}

TEST_F(Permit, BothWaitOneAfterTheOther) {
  const approval own{.by = alice, .own_code = true},
      second{.by = of_user("bob", "bob@example.org"), .own_code = false};
  EXPECT_EQ(ask(alice, pump(true, true), {second}).kind, permit::needs_confirmation);
  EXPECT_EQ(ask(alice, pump(true, true), {own}).kind, permit::needs_second_person);
  const auto d = ask(alice, pump(true, true), {own, second});
  EXPECT_EQ(d.kind, permit::allowed);
  EXPECT_TRUE(d.confirmed);
}

}  // namespace
