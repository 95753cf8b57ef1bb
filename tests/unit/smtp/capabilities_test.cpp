#include "mail/smtp/reply.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace watchpost::mail::smtp;

capabilities of(std::vector<std::string> lines) {
  reply r;
  r.code = 250;
  r.lines = std::move(lines);
  return read_capabilities(r);
}

TEST(Capabilities, ReadsWhatPostfixSays) {
  const auto c = of({"mail.test", "PIPELINING", "SIZE 10240000", "VRFY", "ETRN", "STARTTLS",
                     "AUTH PLAIN LOGIN", "ENHANCEDSTATUSCODES", "8BITMIME", "DSN", "SMTPUTF8", "CHUNKING"});
  EXPECT_TRUE(c.pipelining);
  EXPECT_TRUE(c.starttls);
  EXPECT_TRUE(c.eight_bit);
  EXPECT_TRUE(c.size);
  EXPECT_EQ(c.max_size, 10240000u);
  EXPECT_EQ(c.mechanisms, (std::vector<std::string>{"PLAIN", "LOGIN"}));
}

TEST(Capabilities, OffersNothingByDefault) {
  const auto c = of({"mail.test"});
  EXPECT_FALSE(c.pipelining || c.starttls || c.eight_bit || c.size);
  EXPECT_TRUE(c.mechanisms.empty());
}

TEST(Capabilities, DoesNotReadTheGreetingLine) {
  const auto c = of({"STARTTLS PIPELINING"});
  EXPECT_FALSE(c.starttls);
  EXPECT_FALSE(of({"PIPELINING", "x"}).pipelining);
}

TEST(Capabilities, KeywordsAreWholeWordsOfAnyCase) {
  EXPECT_TRUE(of({"h", "starttls"}).starttls);
  EXPECT_TRUE(of({"h", "  PipeLining\t"}).pipelining);
  EXPECT_FALSE(of({"h", "XSTARTTLS"}).starttls);
  EXPECT_FALSE(of({"h", "STARTTLSX"}).starttls);
  EXPECT_FALSE(of({"h", "X STARTTLS"}).starttls);
}

TEST(Capabilities, SizeMayBeBareOrBroken) {
  for (const auto* line :
       {"SIZE", "SIZE 0", "SIZE x", "SIZE 1x", "SIZE -1", "SIZE 99999999999999999999999"}) {
    const auto c = of({"h", line});
    EXPECT_TRUE(c.size) << line;
    EXPECT_EQ(c.max_size, 0u) << line;
  }
}

TEST(Capabilities, MergesTheOldFormOfAuth) {
  EXPECT_EQ(of({"h", "AUTH=LOGIN plain", "AUTH PLAIN CRAM-MD5"}).mechanisms,
            (std::vector<std::string>{"LOGIN", "PLAIN", "CRAM-MD5"}));
  EXPECT_EQ(of({"h", "AUTH="}).mechanisms, std::vector<std::string>{});
  EXPECT_EQ(of({"h", "AUTHX PLAIN"}).mechanisms, std::vector<std::string>{});
}

TEST(Capabilities, DropsMechanismsThatAreNoneAndBoundsTheirNumber) {
  EXPECT_EQ(of({"h", "AUTH \xff PL\x01 A-NAME-OF-MORE-THAN-20 PLAIN"}).mechanisms,
            std::vector<std::string>{"PLAIN"});
  std::string many = "AUTH";
  for (int i = 0; i < 200; ++i) many += " M" + std::to_string(i);
  EXPECT_EQ(of({"h", many}).mechanisms.size(), 64u);
}

}  // namespace
