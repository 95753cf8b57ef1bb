#include "mail/message/header.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace {

using watchpost::mail::message::format_date;
using watchpost::mail::message::parse_date;

struct example {
  const char* text;
  std::int64_t at;
};

class DateOf : public testing::TestWithParam<example> {};

TEST_P(DateOf, IsRead) { EXPECT_EQ(parse_date(GetParam().text), GetParam().at) << GetParam().text; }

INSTANTIATE_TEST_SUITE_P(
    Rfc5322, DateOf,
    testing::Values(example{"Fri, 21 Nov 1997 09:55:06 -0600", 880127706},  // the RFC's own examples
                    example{"Tue, 1 Jul 2003 10:52:37 +0200", 1057049557},
                    example{"Thu, 13 Feb 1969 23:32 -0330", -27723480},
                    example{"Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n"
                            "               -0330 (Newfoundland Time)",
                            -27723480},
                    example{"21 Nov 97 09:55:06 GMT", 880106106},
                    example{"Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", 880127706},
                    example{"Sun, 22 Nov 2026 10:15:00 +0000", 1795342500},
                    example{"1 jan 1970 00:00:00 ut", 0}, example{"01 JAN 70 00:00 Z", 0},
                    example{"29 Feb 2024 23:59:60 +0000", 1709251200},
                    example{"1 Jan 49 00:00 EST", 2493090000}, example{"1 Jan 50 00:00 PDT", -631126800},
                    example{"1 Jan 101 00:00 +0000", 978307200}, example{"1 Jan 2001 00:00 A", 978307200},
                    example{"1 Jan 2001 00:00 JST", 978307200}, example{"1 Jan 2001 00:00 +1400", 978256800},
                    example{"(a (b \\) c)) 1 Jan 2001 00:00 +0000 (x", 978307200},
                    example{"31 Dec 9999 23:59:59 +0000", 253402300799}));

class NoDate : public testing::TestWithParam<const char*> {};

TEST_P(NoDate, IsNothing) { EXPECT_EQ(parse_date(GetParam()), std::nullopt) << GetParam(); }

INSTANTIATE_TEST_SUITE_P(
    Rfc5322, NoDate,
    testing::Values("", " ", "yesterday", "Fri", "Fri,", "Fri, 21", "Fri, 21 Nov", "Fri, 21 Nov 1997",
                    "Fri, 21 Nov 1997 09:55:06", "Xyz, 21 Nov 1997 09:55:06 -0600",
                    "Fri 21 Nov 1997 09:55:06 -0600", "0 Nov 1997 09:55:06 -0600",
                    "31 Nov 1997 09:55:06 -0600", "29 Feb 2023 09:55:06 -0600", "211 Nov 1997 09:55:06 -0600",
                    "21 Nox 1997 09:55:06 -0600", "21 Nov 1997 24:00:00 -0600", "21 Nov 1997 23:60:00 -0600",
                    "21 Nov 1997 23:59:61 -0600", "21 Nov 1997 23:5 -0600", "21 Nov 1997 23:59: -0600",
                    "21 Nov 1997 23:59:00 -060", "21 Nov 1997 23:59:00 -06000", "21 Nov 1997 23:59:00 -0660",
                    "21 Nov 1997 23:59:00 +", "21 Nov 19971 23:59:00 -0600", "21 Nov 7 23:59:00 -0600",
                    "21 Nov 1899 23:59:00 -0600", "21 Nov 1997 23:59:00 -0600 x", "21 Nov 1997 23:59:00 \xff",
                    "99999999999999999999 Nov 1997 1:00 -0600", "((((((((", "\\("));

TEST(FormatDate, WritesRfc5322) {
  EXPECT_EQ(format_date(1795342500), "Sun, 22 Nov 2026 10:15:00 +0000");
  EXPECT_EQ(format_date(0), "Thu, 01 Jan 1970 00:00:00 +0000");
  EXPECT_EQ(format_date(-1), "Wed, 31 Dec 1969 23:59:59 +0000");
  EXPECT_EQ(format_date(1709251199), "Thu, 29 Feb 2024 23:59:59 +0000");
}

TEST(FormatDate, StaysWithinTheYearsOfRfc5322) {
  EXPECT_EQ(format_date(std::numeric_limits<std::int64_t>::min()), "Mon, 01 Jan 1900 00:00:00 +0000");
  EXPECT_EQ(format_date(std::numeric_limits<std::int64_t>::max()), "Fri, 31 Dec 9999 23:59:59 +0000");
}

TEST(FormatDate, IsReadBackTheSame) {
  for (std::int64_t t = -2'208'988'800; t < 4'000'000'000; t += 86'413'337)
    EXPECT_EQ(parse_date(format_date(t)), t);
}

}  // namespace
