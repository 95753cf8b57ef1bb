// Numbers, sets, dates, positions, capabilities.
#include "mail/imap/command.h"
#include "mail/imap/position.h"
#include "mail/imap/response.h"
#include "mail/imap/syntax.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace watchpost::mail::imap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(number, decimal_only) {
  EXPECT_EQ(to_number("0"), 0U);
  EXPECT_EQ(to_number("4294967295"), 4294967295U);
  for (const auto* text : {"", "4294967296", "-1", "+1", " 1", "1 ", "1x", "x"})
    EXPECT_FALSE(to_number(text)) << text;
}

TEST(number_set, read) {
  EXPECT_THAT(*parse_set("3"), ElementsAre(number_range{3, 3}));
  EXPECT_THAT(*parse_set("9:5,2"), ElementsAre(number_range{5, 9}, number_range{2, 2}));
  for (const auto* text : {"", ",", "1,", "0", "1:0", "1:*", "*", "1::2"})
    EXPECT_FALSE(parse_set(text)) << text;
}

TEST(number_set, written) {
  const std::uint32_t uids[]{1, 2, 3, 7, 9, 10};
  EXPECT_THAT(to_sets(uids, 100), ElementsAre("1:3,7,9:10"));
  EXPECT_THAT(to_sets(uids, 6), ElementsAre("1:3,7", "9:10"));
  EXPECT_THAT(to_sets(uids, 0), ElementsAre("1:3", "7", "9:10"));
  EXPECT_THAT(to_sets({}, 100), IsEmpty());
  const std::uint32_t last[]{4294967294U, 4294967295U};
  EXPECT_THAT(to_sets(last, 100), ElementsAre("4294967294:4294967295"));
}

TEST(internal_date, read) {
  EXPECT_EQ(parse_internal_date("01-Jan-1970 00:00:00 +0000"), 0);
  EXPECT_EQ(parse_internal_date("17-Jul-1996 02:44:25 -0700"), 837596665);
  EXPECT_EQ(parse_internal_date(" 7-jul-1996 02:44:25 +0900"), 836675065);
  EXPECT_EQ(parse_internal_date("7-Jul-1996 02:44:25 +0900"), 836675065);
  EXPECT_EQ(parse_internal_date("29-Feb-2024 23:59:60 +0000"), 1709251200);
}

TEST(internal_date, refused) {
  for (const auto* text :
       {"", "17-Jul-1996", "32-Jul-1996 02:44:25 -0700", "31-Jun-1996 02:44:25 -0700",
        "29-Feb-2023 00:00:00 +0000", "17-Foo-1996 02:44:25 -0700", "17-Jul-1996 24:44:25 -0700",
        "17-Jul-1996 02:60:25 -0700", "17-Jul-1996 02:44:25 0700", "17-Jul-1996 02:44:25 -0760",
        "17-Jul-1996 02:44:25 -07000", "0-Jul-1996 02:44:25 -0700", "-17-Jul-1996 02:44:25 -070"})
    EXPECT_FALSE(parse_internal_date(text)) << text;
}

TEST(position, there_and_back) {
  const char* const text = R"({"v":1,"validity":1666000000,"next":42,"again":[]})";
  const auto at = parse_position(text);
  ASSERT_TRUE(at);
  EXPECT_EQ(at->validity, 1666000000U);
  EXPECT_EQ(at->next, 42U);
  EXPECT_EQ(to_position(*at), text);
  for (const auto* other :
       {"", "1666000000:42", "abc", R"({"validity":1,"next":2,"again":[]})",
        R"({"v":2,"validity":1,"next":2,"again":[]})", R"({"v":1,"validity":1,"next":2})",
        R"({"v":1,"validity":1,"next":0,"again":[]})", R"({"v":1,"validity":-1,"next":2,"again":[]})",
        R"({"v":1,"validity":1,"next":4294967296,"again":[]})",
        R"({"v":1,"validity":1,"next":2,"again":[3]})", R"({"v":1,"validity":1,"next":9,"again":[3,2]})",
        R"({"v":1,"validity":1,"next":9,"again":[0]})", R"({"v":1,"validity":1,"next":9,"again":["1"]})"})
    EXPECT_FALSE(parse_position(other)) << other;
  numbering many{7, 1000, {}};
  for (std::uint32_t uid = 1; uid <= max_again; ++uid) many.again.push_back(uid);
  EXPECT_TRUE(parse_position(to_position(many)));
  many.again.push_back(max_again + 1);
  EXPECT_FALSE(parse_position(to_position(many)));
}

TEST(position, with_what_is_read_again) {
  const auto at = parse_position(R"({"v":1,"validity":7,"next":120,"again":[112,117,118]})");
  ASSERT_TRUE(at);
  EXPECT_EQ(at->again, (std::vector<std::uint32_t>{112, 117, 118}));
  EXPECT_EQ(uids_to_read(*at), "112,117:118,120:*");
}

TEST(position, never_beyond_the_last_uid) {
  EXPECT_EQ(after(5), 6U);
  EXPECT_EQ(after(UINT32_MAX), UINT32_MAX);
}

TEST(capabilities, read) {
  const capabilities caps(" imap4rev1  SASL-IR auth=plain AUTH=SCRAM-SHA-256 IDLE");
  EXPECT_TRUE(caps.known());
  EXPECT_TRUE(caps.has("IMAP4REV1"));
  EXPECT_TRUE(caps.initial_response());
  EXPECT_TRUE(caps.idle());
  EXPECT_FALSE(caps.uid_expunge());
  EXPECT_FALSE(caps.has("IDL"));
  EXPECT_THAT(caps.mechanisms(), ElementsAre("PLAIN", "SCRAM-SHA-256"));
  EXPECT_EQ(caps.text(), "IMAP4REV1 SASL-IR AUTH=PLAIN AUTH=SCRAM-SHA-256 IDLE");
  EXPECT_EQ(capabilities(caps.text()).text(), caps.text());
}

TEST(capabilities, none) {
  EXPECT_FALSE(capabilities().known());
  EXPECT_FALSE(capabilities("  ").known());
  EXPECT_EQ(capabilities().text(), "");
  EXPECT_THAT(capabilities("X").mechanisms(), IsEmpty());
}

TEST(capabilities, of_the_second_revision) {
  const capabilities caps("IMAP4rev2");
  EXPECT_TRUE(caps.uid_expunge() && caps.idle() && caps.initial_response());
}

}  // namespace
}  // namespace watchpost::mail::imap
