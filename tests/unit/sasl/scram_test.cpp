#include "mail/sasl/scram.h"

#include "support/failures.h"

#include <gtest/gtest.h>

#include <set>

namespace watchpost::mail::sasl {
namespace {

// The exchanges of RFC 5802 section 5 and RFC 7677 section 3: user "user", password "pencil".
struct exchange {
  scram_hash hash;
  std::string nonce, client_first, server_first, client_final, server_final;
};

const exchange sha1{scram_hash::sha1,
                    "fyko+d2lbbFgONRv9qkxdawL",
                    "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
                    "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
                    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
                    "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="};
const exchange sha256{
    scram_hash::sha256,
    "rOprNGfwEbeRWgbNEkqO",
    "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
    "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="};

std::unique_ptr<mechanism> start(const exchange& e) {
  auto m = make_scram(e.hash, {"user", "pencil"}, e.nonce);
  EXPECT_TRUE(m);
  EXPECT_EQ((*m)->initial(), e.client_first);
  return std::move(*m);
}

// What the mechanism makes of another first message of the server.
failure refusal(const std::string& server_first) {
  const auto m = start(sha256);
  const auto answer = m->answer(server_first);
  EXPECT_FALSE(answer) << server_first;
  EXPECT_FALSE(m->satisfied());
  EXPECT_FALSE(m->answer(sha256.server_final)) << "a failed exchange went on";
  EXPECT_FALSE(m->satisfied());
  return answer ? failure{} : answer.error();
}

TEST(scram, knows_the_vectors_of_the_rfcs) {
  for (const exchange& e : {sha1, sha256}) {
    const auto m = start(e);
    EXPECT_FALSE(m->single_flight());
    const auto proof = m->answer(e.server_first);
    ASSERT_TRUE(proof) << proof.error();
    EXPECT_EQ(*proof, e.client_final);
    EXPECT_FALSE(m->satisfied());
    const auto end = m->answer(e.server_final);
    ASSERT_TRUE(end) << end.error();
    EXPECT_EQ(*end, "");
    EXPECT_TRUE(m->satisfied());
  }
}

// What the account gets to send for the exchange of the RFC.
std::string proof_of(const credentials& who, const exchange& e, const std::string& server_first) {
  const auto m = make_scram(e.hash, who, e.nonce);
  (*m)->initial();
  return (*m)->answer(server_first).value();
}

TEST(scram, derives_a_key_once_for_all_sign_ins_of_an_account) {
  const credentials who("user", "pencil");
  for (int i = 0; i < 3; ++i) {
    const credentials copy = who;
    EXPECT_EQ(proof_of(copy, sha256, sha256.server_first), sha256.client_final);
  }
  EXPECT_EQ(who.salted->derived(), 1u);
}

TEST(scram, derives_it_anew_when_anything_changes) {
  credentials who("user", "pencil");
  const auto first = proof_of(who, sha256, sha256.server_first);
  const std::string start = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=";
  const auto other_salt = proof_of(who, sha256, start + "W22ZaJ0SNY7soEsUEjb6gA==,i=4096");
  const auto other_count = proof_of(who, sha256, start + "W22ZaJ0SNY7soEsUEjb6gQ==,i=4097");
  EXPECT_EQ(proof_of(who, sha1, sha1.server_first), sha1.client_final);
  EXPECT_EQ(proof_of(who, sha256, sha256.server_first), first);
  who.password = "pencils";
  const auto other_password = proof_of(who, sha256, sha256.server_first);
  EXPECT_EQ(who.salted->derived(), 6u);
  EXPECT_EQ((std::set{first, other_salt, other_count, other_password}.size()), 4u);
}

TEST(scram, answers_an_empty_challenge_with_the_first_message) {
  const auto m = make_scram(sha1.hash, {"user", "pencil"}, sha1.nonce);
  EXPECT_EQ((*m)->answer("").value(), sha1.client_first);
  EXPECT_EQ((*m)->answer(sha1.server_first).value(), sha1.client_final);
}

TEST(scram, refuses_a_wrong_signature) {
  const auto m = start(sha256);
  ASSERT_TRUE(m->answer(sha256.server_first));
  const auto end = m->answer("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=");
  ASSERT_TRUE(fails(end, cause::protocol));
  EXPECT_FALSE(m->satisfied());
}

TEST(scram, refuses_other_signatures) {
  for (const auto* message :
       {"", "v=", "v=!!!!", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", "x=1", "v",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5q6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="}) {
    const auto m = start(sha256);
    ASSERT_TRUE(m->answer(sha256.server_first));
    EXPECT_FALSE(m->answer(message)) << message;
    EXPECT_FALSE(m->satisfied());
  }
}

TEST(scram, is_not_satisfied_by_success_without_a_signature) {
  const auto m = start(sha256);
  EXPECT_FALSE(m->satisfied());
  ASSERT_TRUE(m->answer(sha256.server_first));
  EXPECT_FALSE(m->satisfied());
}

TEST(scram, refuses_challenges_after_the_end) {
  const auto m = start(sha256);
  ASSERT_TRUE(m->answer(sha256.server_first));
  ASSERT_TRUE(m->answer(sha256.server_final));
  EXPECT_FALSE(m->answer("r=x"));
  EXPECT_FALSE(m->satisfied());
}

TEST(scram, wants_its_own_nonce_extended) {
  constexpr const char* rest = ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  EXPECT_EQ(refusal(std::string("r=somebodyElse") + rest).why, cause::protocol);
  EXPECT_EQ(refusal("r=" + sha256.nonce + rest).detail, "SCRAM: the server's nonce does not extend ours");
  EXPECT_EQ(refusal("r=r" + sha256.nonce + "x" + rest).why, cause::protocol);
  EXPECT_EQ(refusal("r=" + sha256.nonce + "\x01" + rest).why, cause::protocol);
  EXPECT_EQ(refusal("r=" + sha256.nonce + " x" + rest).why, cause::protocol);
}

TEST(scram, bounds_the_iteration_count) {
  const std::string begin = "r=" + sha256.nonce + "x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=";
  EXPECT_EQ(refusal(begin + "4095").detail, "SCRAM: the iteration count is too small to be safe");
  EXPECT_EQ(refusal(begin + "1").why, cause::protocol);
  EXPECT_EQ(refusal(begin + "200001").detail, "SCRAM: the iteration count is too large");
  for (const auto* count :
       {"", "0", "-4096", "04096", "4096x", "0x1000", "99999999999999999999", "4294971392", " 4096"})
    EXPECT_EQ(refusal(begin + count).why, cause::protocol) << count;
}

TEST(scram, wants_all_attributes_in_order) {
  const std::string r = "r=" + sha256.nonce + "x";
  const std::string rest[] = {"",
                              ",s=W22ZaJ0SNY7soEsUEjb6gQ==",
                              ",i=4096",
                              ",i=4096,s=W22ZaJ0SNY7soEsUEjb6gQ==",
                              ",s=,i=4096",
                              ",s=W22Z,s=W22ZaJ0SNY7soEsUEjb6gQ==",
                              ",s=@@@@,i=4096",
                              ",,,"};
  for (const std::string& each : rest) EXPECT_EQ(refusal(r + each).why, cause::protocol) << each;
  const std::string valid = ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  for (const std::string& message :
       {std::string(), valid, "r=" + valid, ',' + r, std::string(",,,,"), std::string("r")})
    EXPECT_EQ(refusal(message).why, cause::protocol) << message;
}

TEST(scram, refuses_a_mandatory_extension_and_ignores_others) {
  EXPECT_EQ(refusal("m=new," + sha256.server_first).detail, "SCRAM: the server requires an extension");
  EXPECT_TRUE(start(sha256)->answer(sha256.server_first + ",x=y,z"));
}

TEST(scram, understands_errors) {
  EXPECT_EQ(refusal("e=unknown-user").why, cause::credentials);
  EXPECT_EQ(refusal("e=no-resources\r\n").server, "e=no-resources??");
  const auto m = start(sha256);
  ASSERT_TRUE(m->answer(sha256.server_first));
  const auto end = m->answer("e=invalid-proof");
  ASSERT_TRUE(fails(end, cause::credentials));
  EXPECT_FALSE(m->satisfied());
}

TEST(scram, escapes_the_user_name) {
  const auto m = make_scram(scram_hash::sha1, {"a=b,c\xC3\xA4", "x"}, "abc");
  ASSERT_TRUE(m);
  EXPECT_EQ((*m)->initial(), "n,,n=a=3Db=2Cc\xC3\xA4,r=abc");
}

TEST(scram, refuses_what_it_cannot_carry) {
  EXPECT_FALSE(make_scram(scram_hash::sha1, {"us\ner", "x"}, "abc"));
  EXPECT_FALSE(make_scram(scram_hash::sha1, {"user", "\x7F"}, "abc"));
  EXPECT_FALSE(make_scram(scram_hash::sha1, {"user", "\xFF\xFE"}, "abc"));
  EXPECT_FALSE(make_scram(scram_hash::sha1, {"user", "\xC2\x85"}, "abc"));
  EXPECT_FALSE(make_scram(scram_hash::sha1, {"user", std::string(2000, 'x') + '\t'}, "abc"));
  std::string longest;
  for (int i = 0; i < 700; ++i) longest += "\xE3\x81\x82";
  EXPECT_TRUE(make_scram(scram_hash::sha1, {"user", longest}, "abc"));
}

TEST(scram, makes_fresh_nonces) {
  const std::string one = make_nonce();
  EXPECT_EQ(one.size(), 24U);
  EXPECT_NE(one, make_nonce());
}

}  // namespace
}  // namespace watchpost::mail::sasl
