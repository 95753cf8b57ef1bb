#include "mail/message/address.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using watchpost::mail::message::address_fault;
using watchpost::mail::message::is_address;

TEST(Address, TakesWhatRfc5321Takes) {
  for (const auto* good :
       {"a@b", "probe@example.org", "first.last+tag@mail.example.org", "o'neil@example.org",
        "\"a b\"@example.org", "\"a\\\"@\\\\b\"@example.org", "x@[192.0.2.1]", "x@[IPv6:2001:db8::1]",
        "x@under_score.example", "x@1.example", "!#$%&'*+/=?^_`{|}~-@a"})
    EXPECT_EQ(address_fault(good), "") << good;
}

TEST(Address, RefusesWhatIsNone) {
  for (const auto* bad :
       {"",        "a",     "@b",       "a@",    "a@b@c", "a b@c",   "a..b@c", ".a@b",    "a.@b",
        "a@b..c",  "a@.b",  "a@b.",     "a@-b",  "a@b-",  "<a@b>",   "a@b>",   "a@[",     "a@[]",
        "a@[1 2]", "\"a@b", "\"a\"b@c", "\"a\\", "a@b c", "A <a@b>", "a,b@c",  "a@b,c@d", "a@b;"})
    EXPECT_FALSE(is_address(bad)) << bad;
}

TEST(Address, RefusesLineEndsAndControlBytes) {
  EXPECT_EQ(address_fault("a@b\r\nRCPT TO:<c@d>"), "holds a control byte");
  EXPECT_EQ(address_fault("a\n@b"), "holds a control byte");
  EXPECT_EQ(address_fault(std::string_view{"a\0@b", 4}), "holds a control byte");
  EXPECT_EQ(address_fault("\"a\r\n\"@b"), "holds a control byte");
  EXPECT_EQ(address_fault("a@b\x7f"), "holds a control byte");
}

TEST(Address, NamesNonAsciiAsSuch) {
  EXPECT_EQ(address_fault("j\xc3\xbcrgen@example.org"), "holds a non-ASCII byte");
  EXPECT_EQ(address_fault("a@\xe4\xbe\x8b.jp"), "holds a non-ASCII byte");
}

TEST(Address, BoundsItsParts) {
  const std::string local(64, 'a'), label(63, 'b');
  EXPECT_TRUE(is_address(local + "@" + label));
  EXPECT_FALSE(is_address(local + "a@b"));
  EXPECT_FALSE(is_address("a@" + label + "b"));
  EXPECT_TRUE(is_address(local + "@" + label + "." + label + "." + std::string(61, 'c')));
  EXPECT_EQ(address_fault(local + "@" + label + "." + label + "." + std::string(62, 'c')), "is too long");
}

}  // namespace
