// What never gets as far as a connection.
#include "smtp_fixture.h"

namespace watchpost::test {
namespace {

using namespace mail;

class Unsent : public testing::Test {
 protected:
  failure refused() {
    const auto f = c.refused();
    EXPECT_EQ(c.server.connections(), 0u);
    EXPECT_EQ(f.why, cause::internal) << f;
    return f;
  }
  smtp_client c{"S: 220 never\n"};
};

TEST_F(Unsent, LineEndsInAddresses) {
  c.who.from = "a@b>\r\nRCPT TO:<c@d";
  EXPECT_EQ(refused().at, stage::sender);
  c.who = {"a@b", {"c@d", "e@f\r\nDATA"}};
  const auto f = refused();
  EXPECT_EQ(f.at, stage::recipient);
  EXPECT_EQ(f.detail, "the recipient 'e@f??DATA' holds a control byte");
}

TEST_F(Unsent, NonAsciiAddresses) {
  c.who.to = {"j\xc3\xbcrgen@b.test"};
  EXPECT_EQ(
      refused().detail,
      "the recipient 'j\xc3\xbcrgen@b.test' holds a non-ASCII byte; internationalised addresses (SMTPUTF8) "
      "are not supported");
}

TEST_F(Unsent, NoOrTooManyRecipients) {
  c.who.to = {};
  EXPECT_EQ(refused().at, stage::recipient);
  c.who.to.assign(101, "a@b");
  EXPECT_EQ(refused().at, stage::recipient);
}

TEST_F(Unsent, EhloNamesThatAreNone) {
  for (const auto& name : {std::string("a b"), std::string("a\r\nMAIL"), std::string("a\0", 2),
                           std::string(256, 'x'), std::string("\xc3\xa9")}) {
    c.how.ehlo_name = name;
    EXPECT_EQ(refused().at, stage::capabilities);
  }
}

TEST_F(Unsent, TextThatIsNotStrict) {
  for (const auto* text : {"a\nb\r\n", "a\r", "a\n.\nMAIL FROM:<x>\r\n"}) {
    c.message = text;
    EXPECT_EQ(refused().at, stage::data);
  }
}

TEST(Uncertain, IsAnAcceptanceThatWasNotHeard) {
  failure f;
  f.at = stage::acceptance;
  for (const auto why :
       {cause::timeout, cause::closed, cause::cancelled, cause::protocol, cause::limit, cause::handshake}) {
    f.why = why;
    EXPECT_TRUE(smtp::uncertain(f)) << f;
  }
  for (const auto why : {cause::temporary, cause::permanent, cause::busy, cause::quota, cause::internal}) {
    f.why = why;
    EXPECT_FALSE(smtp::uncertain(f)) << f;
  }
  f.why = cause::timeout;
  for (const auto at : {stage::connect, stage::recipient, stage::data}) {
    f.at = at;
    EXPECT_FALSE(smtp::uncertain(f)) << f;
  }
}

}  // namespace
}  // namespace watchpost::test
