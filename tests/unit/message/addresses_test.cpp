#include "mail/message/address.h"
#include "times.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using watchpost::mail::message::header_fields;
using watchpost::mail::message::read_addresses;
using watchpost::test::times;
using list = std::vector<std::string>;

list from(const std::string& body) {
  return read_addresses(header_fields("From: " + body + "\r\n\r\n"), "From").found;
}

TEST(ReadAddresses, ReadsThemInOrder) {
  const auto to = read_addresses(
      header_fields(
          "to: A <a@example.org>,\r\n \"b, c\" <B@Example.org> (c), d@example.org\r\nTO: e@f\r\n\r\nTo: g@h\r\n"),
      "To");
  EXPECT_EQ(to.found, (list{"a@example.org", "B@Example.org", "d@example.org", "e@f"}));
  EXPECT_EQ(to.fields, 2u);
  EXPECT_FALSE(to.groups);
  EXPECT_EQ(to.fault, "");
}

TEST(ReadAddresses, ReadsNothingWhereNothingIs) {
  const auto none = read_addresses(header_fields("To: a@b\r\n\r\n"), "From");
  EXPECT_EQ(none.fields, 0u);
  EXPECT_EQ(none.fault, "");
}

TEST(ReadAddresses, ReadsThePhonesOfJapan) {
  const list quoted{"\"a..b.\"@docomo.ne.jp"};
  EXPECT_EQ(from("\"a..b.\"@docomo.ne.jp"), quoted);
  EXPECT_EQ(from("<\"a..b.\"@docomo.ne.jp>"), quoted);
  EXPECT_EQ(from("a..b.@docomo.ne.jp"), quoted);
  EXPECT_EQ(from("=?ISO-2022-JP?B?GyRCJV0bKEI=?= <a..b.@docomo.ne.jp>"), quoted);
  EXPECT_EQ(from("\"ab\"@ezweb.ne.jp"), list{"ab@ezweb.ne.jp"});
}

TEST(ReadAddresses, TellsGroups) {
  const auto group = read_addresses(header_fields("To: friends: a@b, c@d;\r\n\r\n"), "To");
  EXPECT_TRUE(group.groups);
  EXPECT_EQ(group.found, (list{"a@b", "c@d"}));
  const auto empty = read_addresses(header_fields("To: undisclosed-recipients:;\r\n\r\n"), "To");
  EXPECT_TRUE(empty.groups);
  EXPECT_TRUE(empty.found.empty());
  EXPECT_EQ(empty.fault, "");
}

TEST(ReadAddresses, SaysWhatItDoesNotRead) {
  for (const std::string body :
       {"", "nobody", "a@b c@d e", "<>", "\x83\x7c@example.org", "a@b\xc3\xa9.org", "<a@b>@c"})
    if (const auto read = read_addresses(header_fields("From: " + body + "\r\n\r\n"), "From");
        read.fault.empty()) {
      EXPECT_LE(read.found.size(), 1u) << body;
    }
  EXPECT_NE(read_addresses(header_fields("From: \x83\x7c@example.org\r\n\r\n"), "From").fault, "");
  for (const std::string body :
       {"a@b (c", "\"a@b", "\xf7g: 5?@[2Q<a@a\" 1](b\xcb", "a@[2Q\" 1](\" b", "a@[1"})
    EXPECT_EQ(read_addresses(header_fields("From: " + body + "\r\n\r\n"), "From").fault,
              "ends inside a comment, a quoted string or a domain literal");
  EXPECT_EQ(read_addresses(header_fields("From: \"(\" <a@b> (c (d\\)))\r\n\r\n"), "From").fault, "");
  EXPECT_NE(read_addresses(header_fields("From: nobody\r\n\r\n"), "From").fault, "");
}

TEST(ReadAddresses, IsBounded) {
  EXPECT_EQ(read_addresses(header_fields("To: " + times(100'000, "a:") + "\r\n\r\n"), "To").fault,
            "is too large");
  EXPECT_EQ(read_addresses(header_fields("To: " + times(200, "a:") + "\r\n\r\n"), "To").fault,
            "is too large");
  EXPECT_EQ(read_addresses(header_fields("To: " + times(99, "a:") + "\r\n\r\n"), "To").fault, "");
  const auto many = read_addresses(header_fields("To: " + times(150, "a@b, ") + "c@d\r\n\r\n"), "To");
  EXPECT_EQ(many.found.size(), 100u);
  EXPECT_EQ(many.fault, "holds too many addresses");
  EXPECT_EQ(read_addresses(header_fields(times(11, "To: a@b\r\n") + "\r\n"), "To").fault,
            "is there too often");
}

}  // namespace
