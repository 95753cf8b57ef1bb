#include "email_monitor/seal.h"

#include "email_monitor/probe_message.h"

#include <gtest/gtest.h>

namespace watchpost::email_monitor {
namespace {

const identity me = *make_identity();
constexpr token probe_17{.sequence = 17, .sent = 1795348800123};

TEST(Seal, ComesBackAsItWasMade) {
  const unsealed found = unseal(me, seal(me, probe_17));
  EXPECT_EQ(found.kind, seal_kind::ours);
  EXPECT_EQ(found.token.sequence, 17u);
  EXPECT_EQ(found.token.sent, 1795348800123);
}

TEST(Seal, NoByteCanBeChanged) {
  const std::string text = seal(me, probe_17);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_NE(unseal(me, changed).kind, seal_kind::ours) << changed;
  }
}

TEST(Seal, NoLengthIsTakenButItsOwn) {
  const std::string text = seal(me, probe_17);
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_NE(unseal(me, text.substr(0, size)).kind, seal_kind::ours) << size;
  EXPECT_NE(unseal(me, text + '0').kind, seal_kind::ours);
  EXPECT_NE(unseal(me, std::string(100'000, '.')).kind, seal_kind::ours);
}

TEST(Seal, OfAnotherInstanceIsKnownAsSuch) {
  const identity other = *make_identity();
  EXPECT_EQ(unseal(me, seal(other, probe_17)).kind, seal_kind::another);
}

TEST(Seal, WithOurTagAndAnotherKeyIsForged) {
  identity thief = *make_identity();
  thief.tag = me.tag;
  EXPECT_EQ(unseal(me, seal(thief, probe_17)).kind, seal_kind::forged);
}

TEST(Identity, IsNeverTheSameTwice) {
  const identity other = *make_identity();
  EXPECT_NE(me.tag, other.tag);
  EXPECT_NE(me.key, other.key);
}

TEST(Identity, SurvivesItsText) {
  const auto back = read_identity(to_record(me));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->tag, me.tag);
  EXPECT_EQ(back->key, me.key);
}

TEST(Identity, WhatIsNoneIsRefused) {
  const std::string text = to_record(me);
  EXPECT_FALSE(read_identity(""));
  EXPECT_FALSE(read_identity("1 " + me.tag + " 00"));
  for (std::size_t cut = 0; cut < text.size(); ++cut) EXPECT_FALSE(read_identity(text.substr(0, cut))) << cut;
  std::string other = text;
  other[other.find(me.tag)] = 'z';
  EXPECT_FALSE(read_identity(other));
  other = text;
  other.insert(other.rfind('"'), "00");
  EXPECT_FALSE(read_identity(other));
}

std::string header_of_probe() {
  const auto message = write_probe(me, probe_17, "from@example.test", "to@example.test", "mx1");
  EXPECT_TRUE(message);
  return message ? *message : std::string();
}

TEST(ProbeMessage, IsKnownAgain) {
  const unsealed found = read_probe(me, header_of_probe());
  EXPECT_EQ(found.kind, seal_kind::ours);
  EXPECT_EQ(found.token.sequence, 17u);
}

TEST(ProbeMessage, SaysThatItIsAutomatic) {
  EXPECT_NE(header_of_probe().find("\r\nAuto-Submitted: auto-generated\r\n"), std::string::npos);
}

TEST(ProbeMessage, IsKnownByItsMessageIdWhereTheFieldWasStripped) {
  std::string header = header_of_probe();
  const auto begin = header.find("Watchpost-Probe:");
  ASSERT_NE(begin, std::string::npos);
  auto end = header.find("\r\n", begin) + 2;
  while (header[end] == ' ' || header[end] == '\t') end = header.find("\r\n", end) + 2;
  header.erase(begin, end - begin);
  EXPECT_EQ(read_probe(me, header).kind, seal_kind::ours);
}

TEST(ProbeMessage, AnAnswerThatQuotesItIsNotIt) {
  const std::string sealed = seal(me, probe_17);
  const std::string answer =
      "From: MAILER-DAEMON@example.test\r\nMessage-ID: <1@example.test>\r\nIn-Reply-To: <" + sealed +
      "@example.test>\r\nSubject: Undelivered: " + sealed + "\r\n\r\nWatchpost-Probe: " + sealed + "\r\n";
  EXPECT_EQ(read_probe(me, answer).kind, seal_kind::none);
}

TEST(ProbeMessage, HoldsInstanceNamesOfAnyLanguage) {
  EXPECT_TRUE(write_probe(me, probe_17, "a@example.test", "b@example.test", "監視@装置"));
}

}  // namespace
}  // namespace watchpost::email_monitor
