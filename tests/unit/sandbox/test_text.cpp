#include "sandbox/crypto.h"
#include "sandbox/message_text.h"
#include "sandbox/text.h"

#include <gtest/gtest.h>

namespace watchpost::sandbox {
namespace {

TEST(Text, GlobMatchesAnywhereAndIgnoresCase) {
  EXPECT_TRUE(glob_match("*@sandbox.test", "A@Sandbox.Test"));
  EXPECT_TRUE(glob_match("a*b*c", "aXXbYbc"));
  EXPECT_TRUE(glob_match("*", ""));
  EXPECT_FALSE(glob_match("", "x"));
  EXPECT_FALSE(glob_match("a*b", "ac"));
}

TEST(Text, Numbers) {
  EXPECT_EQ(parse_number("4294967295"), 4294967295U);
  for (const char* bad : {"", "-1", "+1", "4294967296", "1x", " 1"})
    EXPECT_EQ(parse_number(bad), std::nullopt) << bad;
}

TEST(Text, Dates) {
  const wall_time t{std::chrono::seconds(1'700'000'000)};
  EXPECT_EQ(rfc5322_date(t), "Tue, 14 Nov 2023 22:13:20 +0000");
  EXPECT_EQ(imap_date(t), "14-Nov-2023 22:13:20 +0000");
  EXPECT_EQ(parse_imap_day("14-Nov-2023"), day_of(t));
  EXPECT_EQ(parse_imap_day("1-feb-1970"), 31);
  for (const char* bad : {"", "31-Feb-2023", "14-Nov-23", "14 Nov 2023"})
    EXPECT_EQ(parse_imap_day(bad), std::nullopt);
}

TEST(Text, Base64IsStrict) {
  EXPECT_EQ(base64_encode("Ma"), "TWE=");
  EXPECT_EQ(base64_decode("TWE="), "Ma");
  EXPECT_EQ(base64_decode(""), "");
  for (const char* bad : {"TWE", "T===", "====", "TW E", "TWE=\n", "T!E="})
    EXPECT_EQ(base64_decode(bad), std::nullopt) << bad;
}

TEST(Text, HeaderFields) {
  const std::string mail = "Subject: one\r\n two\r\nX: y\r\nsubject: three\r\n\r\nSubject: body\r\n";
  EXPECT_EQ(header_value(mail, "SUBJECT"), "one two");
  EXPECT_TRUE(header_contains(mail, "Subject", "THREE"));
  EXPECT_FALSE(header_contains(mail, "Subject", "body"));
  EXPECT_EQ(header_fields(mail).size(), 3U);
  EXPECT_EQ(body_part(mail), "Subject: body\r\n");
  EXPECT_EQ(header_part("no end"), "no end");
  EXPECT_EQ(body_part("\r\nbody"), "body");
  EXPECT_TRUE(header_fields("").empty());
}

}  // namespace
}  // namespace watchpost::sandbox
