#include "cli/table_text.h"

#include "engine/text.h"

#include <gtest/gtest.h>

using namespace watchpost;
using engine::health;

namespace {

cli::table_rows some() {
  return {{"mail@mx1", {health::ok, "up", "delivered in 1.2 s", false, "", 1200, 1000, 65'000}},
          {"mail@mx2",
           {health::critical, "lost", "the mail of 12:00 is lost; look at the queue", false, "", 80, 1000,
            65'000}},
          {"メール@mx3", {std::nullopt, "", "", true, "connect", -1, 0, 0}}};
}

TEST(table_text, has_a_heading_and_a_row_per_instance) {
  const auto lines = cli::table_lines(some(), 5'000, {100, 40, false});
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_TRUE(lines[0].starts_with("INSTANCE"));
  EXPECT_NE(lines[1].find("OK       up         1.2 s"), std::string::npos) << lines[1];
  EXPECT_NE(lines[1].find("1m 00s"), std::string::npos) << lines[1];
  EXPECT_NE(lines[3].find("> connect"), std::string::npos) << lines[3];
}

TEST(table_text, no_line_is_wider_than_the_terminal) {
  for (const std::size_t width : {70, 80, 100}) {
    for (const auto& line : cli::table_lines(some(), 5'000, {width, 40, false}))
      EXPECT_LE(engine::display_width(line), width) << line;
  }
}

TEST(table_text, columns_are_aligned_with_wide_characters) {
  const auto lines = cli::table_lines(some(), 5'000, {100, 40, false});
  const auto column = [](const std::string& line, std::string_view word) {
    return engine::display_width(std::string_view(line).substr(0, line.find(word)));
  };
  EXPECT_EQ(column(lines[1], "OK"), column(lines[2], "CRITICAL"));
  EXPECT_EQ(column(lines[1], "1.2 s"), column(lines[3], "> connect"));
}

TEST(table_text, colour_only_when_wanted) {
  for (const auto& line : cli::table_lines(some(), 5'000, {100, 40, false}))
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_NE(cli::table_lines(some(), 5'000, {100, 40, true})[2].find("\x1b[31mCRITICAL"), std::string::npos);
}

TEST(table_text, short_terminal_shows_the_worst_and_counts_the_rest) {
  auto rows = some();
  for (int i = 0; i < 50; ++i) rows["ok" + std::to_string(i)] = rows["mail@mx1"];
  const auto lines = cli::table_lines(rows, 5'000, {100, 6, false});
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_EQ(lines.back(), "... and 49 more");
  std::string all;
  for (const auto& line : lines) all += line;
  EXPECT_NE(all.find("mail@mx2"), std::string::npos);
}

}  // namespace
