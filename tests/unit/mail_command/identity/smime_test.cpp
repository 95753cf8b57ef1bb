// Signatures as people make them and as attackers bend them. Everything here is signed and verified by
// OpenSSL.
#include "mail_command/identity/smime.h"

#include "people.h"

#include <gtest/gtest.h>
#include <openssl/objects.h>

#include <fstream>
#include <unistd.h>

namespace {

using namespace watchpost;
using namespace watchpost::mail_command::identity;
using namespace watchpost::test;

std::vector<signer> pinned(std::string ca = authority_pem(), std::string fingerprint = {}) {
  std::string why;
  return {{.address = "alice@example.org",
           .ca_file = "/people.pem",
           .fingerprint = std::move(fingerprint),
           .anchors = trust_anchors::read(ca, why)}};
}

signature detached(std::string_view der, std::string_view content, const std::vector<signer>& by = pinned(),
                   std::string_view from = "alice@example.org", std::int64_t now = noon_ms) {
  return verify_cms(der, &content, by, from, now);
}

TEST(Smime, GoodSignatureOfThePinnedPerson) {
  const auto s = detached(sign(someone("alice"), entity), entity);
  ASSERT_EQ(s.state, signature_state::good) << s.fault;
  EXPECT_EQ(s.content, entity);
  EXPECT_EQ(s.signed_ms, noon_ms);
  EXPECT_EQ(s.id.size(), 64U);
}

TEST(Smime, EnclosedContentIsHandedOut) {
  const auto s = verify_cms(sign(someone("alice"), entity, {.enclosed = true}), nullptr, pinned(),
                            "alice@example.org", noon_ms);
  ASSERT_EQ(s.state, signature_state::good) << s.fault;
  EXPECT_EQ(s.content, entity);
}

TEST(Smime, AnEnclosedContentIsNotOverridden) {
  const auto der = sign(someone("alice"), entity, {.enclosed = true});
  EXPECT_EQ(detached(der, "set pump1 off").state, signature_state::bad);
}

TEST(Smime, TamperedTextIsBad) {
  const auto s = detached(sign(someone("alice"), entity), entity + " ");
  EXPECT_EQ(s.state, signature_state::bad);
  EXPECT_TRUE(s.content.empty());
}

TEST(Smime, WrongAuthorityIsBadThoughNamesAgree) {
  EXPECT_EQ(detached(sign(someone("impostor"), entity), entity).state, signature_state::bad);
}

TEST(Smime, ExpiredAndNotYetValidAreBad) {
  EXPECT_EQ(detached(sign(someone("former"), entity), entity).state, signature_state::bad);
  EXPECT_EQ(detached(sign(someone("early"), entity), entity).state, signature_state::bad);
}

TEST(Smime, ValidityIsThatOfNow) {
  const auto der = sign(someone("alice"), entity);
  const std::int64_t years = 3 * 365 * 86'400'000LL;
  EXPECT_EQ(detached(der, entity, pinned(), "alice@example.org", noon_ms + years).state,
            signature_state::bad);
}

TEST(Smime, CertificateOfAnotherAddressIsBad) {
  const auto s = detached(sign(someone("bob"), entity), entity);
  EXPECT_EQ(s.state, signature_state::bad);
  EXPECT_NE(s.fault.find("does not name"), std::string::npos) << s.fault;
}

TEST(Smime, ANulInTheAddressIsNoEnd) {
  EXPECT_EQ(detached(sign(someone("nul"), entity), entity).state, signature_state::bad);
}

TEST(Smime, CertificateForServersIsBad) {
  EXPECT_EQ(detached(sign(someone("server"), entity), entity).state, signature_state::bad);
}

TEST(Smime, FingerprintPinsTheCertificate) {
  const auto der = sign(someone("alice"), entity);
  EXPECT_EQ(detached(der, entity, pinned(authority_pem(), fingerprint(someone("alice")))).state,
            signature_state::good);
  EXPECT_EQ(detached(der, entity, pinned(authority_pem(), fingerprint(someone("bob")))).state,
            signature_state::bad);
}

TEST(Smime, OneCertificateMayBeItsOwnAuthority) {
  const auto s = detached(sign(someone("alice"), entity), entity, pinned(certificate_pem(someone("alice"))));
  EXPECT_EQ(s.state, signature_state::good) << s.fault;
}

TEST(Smime, WithoutSigningTimeItCouldBeReplayedForEver) {
  EXPECT_EQ(detached(sign(someone("alice"), entity, {.with_time = false}), entity).state,
            signature_state::bad);
}

TEST(Smime, WeakDigestAndSecondSignerAreBad) {
  EXPECT_EQ(detached(sign(someone("alice"), entity, {.weak = true}), entity).state, signature_state::bad);
  EXPECT_EQ(detached(sign(someone("alice"), entity, {.also = &someone("bob")}), entity).state,
            signature_state::bad);
}

TEST(Smime, TheActHasOneNameWhateverTheSignatureValue) {
  // ECDSA is randomised: two signatures over the same text and time differ, and are one act.
  const auto first = sign(someone("alice"), entity), second = sign(someone("alice"), entity);
  ASSERT_NE(first, second);
  EXPECT_EQ(detached(first, entity).id, detached(second, entity).id);
  EXPECT_NE(detached(first, entity).id, detached(sign(someone("alice"), entity + "!"), entity + "!").id);
}

TEST(Smime, RubbishIsBad) {
  const auto der = sign(someone("alice"), entity);
  EXPECT_EQ(detached("", entity).state, signature_state::bad);
  EXPECT_EQ(detached(der + "x", entity).state, signature_state::bad);
  for (std::size_t cut = 0; cut < der.size(); cut += 7)
    EXPECT_EQ(detached(der.substr(0, cut), entity).state, signature_state::bad) << cut;
}

TEST(Smime, NoByteOfTheSignatureCanTurnToAnotherGoodOne) {
  const auto good = sign(someone("alice"), entity);
  const auto id = detached(good, entity).id;
  for (std::size_t at = 0; at < good.size(); at += 11) {
    auto der = good;
    der[at] = static_cast<char>(der[at] ^ 0x01);
    const auto s = detached(der, entity);
    if (s.state == signature_state::good) {
      EXPECT_EQ(s.id, id) << at;
    }
  }
}

TEST(Smime, AnchorsAreReadWithinBounds) {
  std::string why;
  EXPECT_TRUE(trust_anchors::read("no pem", why).empty());
  EXPECT_NE(why, "");
  std::string many;
  for (int i = 0; i < 17; ++i) many += authority_pem();
  EXPECT_TRUE(trust_anchors::read(many, why).empty());
  access_rules r;
  r.signers = {
      {.address = "alice@example.org", .ca_file = "/nonexistent/ca.pem", .fingerprint = {}, .anchors = {}}};
  EXPECT_EQ(load_anchors(r, noon_ms).size(), 1U);
  EXPECT_EQ(detached(sign(someone("alice"), entity), entity, r.signers).state, signature_state::bad);
}

// What validate says of a file of authorities is what becomes of the signatures.
TEST(Smime, AnAuthorityThatRefusesEverySignatureIsToldBefore) {
  const std::string file = testing::TempDir() + "people-" + std::to_string(getpid()) + ".pem";
  const auto told = [&](const std::string& pem, std::int64_t now_ms = noon_ms) {
    std::ofstream(file) << pem;
    access_rules r;
    r.signers = {{.address = "alice@example.org", .ca_file = file, .fingerprint = {}, .anchors = {}}};
    const auto faults = load_anchors(r, now_ms);
    const std::string_view content = entity;
    const auto s =
        verify_cms(sign(someone("alice"), entity), &content, r.signers, "alice@example.org", now_ms);
    EXPECT_EQ(s.state == signature_state::good, faults.empty()) << s.fault << testing::PrintToString(faults);
    return faults.empty() ? std::string() : faults.front();
  };
  constexpr std::int64_t sixty_days = std::int64_t{60} * 24 * 3'600'000;
  EXPECT_EQ(told(authority_pem()), "");
  EXPECT_EQ(told(certificate_pem(someone("alice"))), "");
  EXPECT_EQ(
      told(authority_pem(NID_key_usage, nullptr)),
      "the file " + file +
          " of signer alice@example.org holds /CN=People, which is an authority without keyUsage; it needs "
          "keyCertSign: no signature by way of it counts");
  EXPECT_NE(told(authority_pem(NID_key_usage, "critical,cRLSign")), "");
  EXPECT_NE(told(authority_pem(NID_basic_constraints, "CA:TRUE")), "");
  EXPECT_NE(told(authority_pem(NID_basic_constraints, "critical,CA:FALSE")), "");
  EXPECT_NE(told(authority_pem(NID_subject_key_identifier, nullptr)), "");
  EXPECT_NE(told(certificate_pem(someone("bob"))), "");
  EXPECT_NE(told(authority_pem(), noon_ms + sixty_days), "");
  EXPECT_NE(told(authority_pem(), noon_ms - sixty_days), "");
}

}  // namespace
