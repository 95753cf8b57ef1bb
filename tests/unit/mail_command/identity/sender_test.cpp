#include "mail_command/identity/sender.h"

#include <gtest/gtest.h>

namespace {

using namespace watchpost::mail_command::identity;
using watchpost::mail::message::header_fields;

std::string from(std::string_view field) {
  return read_sender(header_fields("To: x@example.org\r\n" + std::string(field) + "\r\n\r\n")).address;
}

TEST(Sender, OneMailboxInItsUsualForms) {
  EXPECT_EQ(from("From: Alice@Example.ORG"), "alice@example.org");
  EXPECT_EQ(from("from: Alice <alice@example.org>"), "alice@example.org");
  EXPECT_EQ(from("From: \"Doe, Alice\" <alice@example.org> (at home)"), "alice@example.org");
  EXPECT_EQ(from("From: =?utf-8?B?44Ki44Oq44K5?=\r\n <alice@example.org>"), "alice@example.org");
}

TEST(Sender, TheDisplayNameIsNobody) {
  EXPECT_EQ(from("From: \"alice@example.org\" <mallory@evil.example>"), "mallory@evil.example");
  EXPECT_EQ(from("From: alice@example.org <mallory@evil.example>"), "");
  EXPECT_EQ(from("From: mallory@evil.example (alice@example.org)"), "mallory@evil.example");
  EXPECT_EQ(from("From: =?utf-8?Q?alice=40example.org?= <mallory@evil.example>"), "mallory@evil.example");
}

TEST(Sender, SeveralMeaningsAreNone) {
  for (const char* field :
       {"From: alice@example.org, mallory@evil.example",
        "From: alice@example.org\r\nFrom: mallory@evil.example",
        "From: alice@example.org\r\nFrom : mallory@evil.example", "From : alice@example.org",
        "From: a: alice@example.org;", "From: <@relay.example:alice@example.org>",
        "From: <alice@example.org> <mallory@evil.example>", "From: <alice@example.org> x",
        "From: alice@example.org@evil.example", "From: \"alice@example.org", "From: (alice@example.org",
        "From: alice@example.org\\", "From:", "From: <>", "Fro: alice@example.org",
        "From: \"alice@example.org\"@evil.example", "From: \"a b\"@example.org"})
    EXPECT_EQ(from(field), "") << field;
  EXPECT_NE(read_sender(header_fields("From: a@b.example, c@d.example\r\n\r\n")).fault, "");
}

TEST(Sender, OtherScriptsAreOthers) {
  EXPECT_EQ(from("From: \xD0\xB0lice@example.org"), "");  // Cyrillic a
  EXPECT_EQ(from("From: alice@ex\xD0\xB0mple.org"), "");
  EXPECT_EQ(from("From: alice\xEF\xBC\xA0"
                 "example.org"),
            "");  // full-width @
  EXPECT_FALSE(same_address("alice@xn--exmple-4nf.org", "alice@example.org"));
}

TEST(Sender, TheBodyIsNoHeader) {
  EXPECT_EQ(read_sender(header_fields("To: x@example.org\r\n\r\nFrom: alice@example.org\r\n")).address, "");
  EXPECT_EQ(read_sender(header_fields("To: x@example.org\r\n From: alice@example.org\r\n\r\n")).address, "");
}

TEST(Sender, AddressesOfJapanesePhones) {
  EXPECT_EQ(from("From: a..b.@docomo.ne.jp"), "\"a..b.\"@docomo.ne.jp");
  EXPECT_EQ(from("From: Taro <\"a..b.\"@docomo.ne.jp>"), "\"a..b.\"@docomo.ne.jp");
  EXPECT_EQ(from("From: \"alice\"@example.org"), "alice@example.org");
}

TEST(Sender, SubAddressesAreOthersButMaybeOnePerson) {
  EXPECT_FALSE(same_address("alice+x@example.org", "alice@example.org"));
  EXPECT_TRUE(same_address("ALICE@example.org", "alice@EXAMPLE.org"));
  EXPECT_TRUE(same_mailbox("alice+x@example.org", "alice+y@example.org"));
  EXPECT_TRUE(same_mailbox("\"a..b.+x\"@docomo.ne.jp", "\"a..b.\"@docomo.ne.jp"));
  EXPECT_FALSE(same_mailbox("alice@example.org", "alice@example.com"));
  EXPECT_FALSE(same_mailbox("alice@example.org", "alicia@example.org"));
}

TEST(Sender, PatternsMeanOneDomain) {
  EXPECT_TRUE(address_matches("*@example.org", "alice@Example.org"));
  EXPECT_FALSE(address_matches("*@example.org", "alice@sub.example.org"));
  EXPECT_FALSE(address_matches("*@example.org", "alice@evilexample.org"));
  EXPECT_FALSE(address_matches("*@example.org", "alice@example.org.evil.example"));
  EXPECT_TRUE(address_matches("*", "anybody@example.org"));
  EXPECT_FALSE(address_matches("*", ""));
}

TEST(Glob, PointsAndItsTime) {
  EXPECT_TRUE(glob_matches("pump*", "PUMP12"));
  EXPECT_TRUE(glob_matches("p?mp*2", "pump12"));
  EXPECT_FALSE(glob_matches("pump?", "pump"));
  EXPECT_FALSE(glob_matches("", "pump"));
  std::string stars;
  for (int i = 0; i < 1000; ++i) stars += "*a";
  EXPECT_FALSE(glob_matches(stars + 'b', std::string(2000, 'a')));  // hangs when matched by recursion
}

}  // namespace
