#include "mail/text/hex.h"
#include "mail/text/number.h"
#include "mail/text/split.h"
#include "mail/text/time.h"
#include "mail/text/utf8.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace watchpost::mail {
namespace {

using namespace std::string_literals;

TEST(hex, there_and_back) {
  EXPECT_EQ(to_hex("\x00\xC3\xFF"s), "00c3ff");
  std::array<unsigned char, 3> bytes{};
  EXPECT_TRUE(from_hex("00c3ff", bytes));
  EXPECT_EQ(to_hex(bytes), "00c3ff");
  for (const char* text : {"00c3f", "00c3ff00", "00C3FF", "00c3fg"})
    EXPECT_FALSE(from_hex(text, bytes)) << text;
  EXPECT_TRUE(is_hex("0af"));
  EXPECT_FALSE(is_hex("0aF"));
}

TEST(percent, encodes_any_byte) {
  EXPECT_EQ(percent_encoded('\xc3'), "%C3");
  EXPECT_EQ(percent_encoded('\0'), "%00");
}

TEST(number, has_a_fixed_width_in_keys) {
  EXPECT_EQ(fixed_width(0), "00000000000000000000");
  EXPECT_EQ(fixed_width(UINT64_MAX), "18446744073709551615");
}

TEST(number, is_all_of_the_text) {
  EXPECT_EQ(to_number("4294967295"), 4294967295U);
  EXPECT_EQ(to_number<std::int64_t>("-7"), -7);
  for (const char* text : {"", " 7", "7 ", "+7", "-7", "7a", "4294967296", "0x7"})
    EXPECT_EQ(to_number(text), std::nullopt) << text;
}

TEST(number, is_taken_off_the_front) {
  std::string_view rest = "42 apples";
  EXPECT_EQ(take_number(rest), 42U);
  EXPECT_EQ(rest, " apples");
  EXPECT_EQ(take_number(rest), std::nullopt);
  EXPECT_EQ(rest, " apples");
}

TEST(pieces, are_taken_off_the_front) {
  std::string_view rest = "a,,b";
  EXPECT_EQ(take_part(rest, ','), "a");
  EXPECT_EQ(take_part(rest, ','), "");
  EXPECT_EQ(take_part(rest, ','), "b");
  EXPECT_EQ(take_part(rest, ','), "");
  rest = "  one \ttwo";
  EXPECT_EQ(take_word(rest, " \t"), "one");
  EXPECT_EQ(take_word(rest), "\ttwo");
  EXPECT_EQ(take_word(rest), "");
  rest = "one\r\n\ntwo";
  EXPECT_EQ(take_line(rest), "one");
  EXPECT_EQ(take_line(rest), "");
  EXPECT_EQ(take_line(rest), "two");
  EXPECT_EQ(rest, "");
}

TEST(time, is_told_to_the_second) {
  EXPECT_EQ(utc_text(1'795'342'400'999), "2026-11-22T10:13:20Z");
  EXPECT_EQ(utc_text(-1), "1969-12-31T23:59:59Z");
  EXPECT_EQ(date_and_time(std::chrono::sys_seconds{}), "1970-01-01 00:00:00");
  EXPECT_EQ(zone_text(540), "+09:00");
  EXPECT_EQ(zone_text(-210), "-03:30");
}

TEST(utf8, is_what_rfc_3629_allows) {
  EXPECT_TRUE(is_utf8("grün 水位 \xF0\x9F\x98\x80"));
  for (const char* text : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE6\xB0", "\x80"})
    EXPECT_FALSE(is_utf8(text)) << text;
  EXPECT_EQ(valid_utf8("a\xFFz"), "a" + std::string(replacement_character) + "z");
  EXPECT_EQ(utf8_front("水位", 5), "水");
}

}  // namespace
}  // namespace watchpost::mail
