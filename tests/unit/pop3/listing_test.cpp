#include "mail/pop3/listing.h"

#include <gtest/gtest.h>

namespace watchpost::mail::pop3 {
namespace {

TEST(unique_ids, are_read) {
  const auto one = parse_unique_id("2 QhdPYR:00WBw1Ph7x7");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->number, 2U);
  EXPECT_EQ(one->id, "QhdPYR:00WBw1Ph7x7");
  EXPECT_TRUE(parse_unique_id("4294967295 x "));
  EXPECT_TRUE(parse_unique_id("1 " + std::string(255, '~')));
}

TEST(unique_ids, are_refused_when_they_are_none) {
  for (const auto* line : {"", "1", "1 ", "0 x", "-1 x", "x y", "1x y", "4294967296 x", "1 a b", "1 a\tb",
                           "1 \x7f", "1 \xc3\xa4"})
    EXPECT_FALSE(parse_unique_id(line)) << line;
  EXPECT_FALSE(parse_unique_id("1 " + std::string(256, 'a')));
  EXPECT_FALSE(parse_unique_id(std::string_view("1 a\0b", 5)));
}

TEST(unique_ids, of_a_maildrop_come_sorted) {
  const auto all = parse_unique_ids("2 b\r\n1 a\r\n10 b\r\n");
  ASSERT_TRUE(all);
  ASSERT_EQ(all->found.size(), 3U);
  EXPECT_EQ(all->found.front().id, "a");
  EXPECT_EQ(all->found.back().number, 10U);
  EXPECT_TRUE(parse_unique_ids("")->found.empty());
}

TEST(unique_ids, of_a_maildrop_need_distinct_numbers) {
  EXPECT_FALSE(parse_unique_ids("1 a\r\n1 b\r\n"));
  EXPECT_FALSE(parse_unique_ids("1 a\r\n\r\n2 b\r\n"));
}

TEST(unique_ids, that_are_none_are_passed_over) {
  for (const auto* odd : {"2", "2 ", "2 a b", "2 \xc3\xa4", "2\ta"}) {
    const auto all = parse_unique_ids("1 a\r\n" + std::string(odd) + "\r\n3 c\r\n");
    ASSERT_TRUE(all) << odd;
    EXPECT_EQ(all->found.size(), 2U);
    EXPECT_EQ(all->without, 1U);
  }
  EXPECT_EQ(parse_unique_ids("1 \r\n")->without, 1U);
  for (const auto* other : {"Subject: x\r\n", "1 a\r\nx\r\n", "1 a\r\n+OK\r\n"})
    EXPECT_FALSE(parse_unique_ids(other)) << other;
}

TEST(scan_lines, of_a_maildrop) {
  EXPECT_EQ(parse_scans("2 20\r\n1 10 x\r\n"), (std::vector<std::uint32_t>{1, 2}));
  EXPECT_TRUE(parse_scans("")->empty());
  EXPECT_FALSE(parse_scans("1 10\r\n1 20\r\n"));
  EXPECT_FALSE(parse_scans("1 a\r\n"));
}

TEST(scan_lines, are_read) {
  const auto one = parse_scan_listing("12 4711 whatever");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->number, 12U);
  EXPECT_EQ(one->octets, 4711U);
  for (const auto* line : {"", "12", "0 5", "12 x", "12 -1", "a 1"})
    EXPECT_FALSE(parse_scan_listing(line)) << line;
}

}  // namespace
}  // namespace watchpost::mail::pop3
