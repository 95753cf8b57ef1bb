#include "mail_command/grammar/time_words.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace watchpost::mail_command::grammar {
namespace {

using namespace std::chrono;

const utc_offset tokyo = [](std::int64_t) { return 540; };

std::int64_t at(sys_days day, int minute, int offset) {
  return (milliseconds(day.time_since_epoch()) + minutes(minute - offset)).count();
}

constexpr sys_days day = 2026y / November / 25;

TEST(TimeWords, Durations) {
  EXPECT_EQ(read_duration("10m"), minutes(10));
  EXPECT_EQ(read_duration("1時間30分"), minutes(90));
  EXPECT_EQ(read_duration("1 h 30 min"), minutes(90));
  EXPECT_EQ(read_duration("7d"), days(7));
  for (const char* none :
       {"", "10", "m", "-5m", "1.5h", "30m 1h", "8d", "999999d", "10 parsecs", "0s", "1m1m"})
    EXPECT_FALSE(read_duration(none)) << none;
}

TEST(TimeWords, TimesOfDay) {
  EXPECT_EQ(read_time("18:30")->minute, 18 * 60 + 30);
  EXPECT_EQ(read_time("午前0時")->minute, 0);
  EXPECT_EQ(read_time("12:15 am")->minute, 15);
  EXPECT_EQ(read_time("12pm")->minute, 12 * 60);
  EXPECT_EQ(read_time("24:00")->minute, 24 * 60);
  EXPECT_EQ(read_time("2026/11/26 7時05分")->day, year_month_day(2026y / November / 26));
  for (const char* none :
       {"", "18", "24:01", "18:60", "13 pm", "2026-02-30 10:00", "18:30x", "7時5", "tomorrow"})
    EXPECT_FALSE(read_time(none)) << none;
}

TEST(TimeWords, ATimeIsTheNextOneOnTheClockOfTheFacility) {
  const auto written = at(day, 20 * 60, 540);
  EXPECT_EQ(resolve({.minute = 20 * 60 + 30}, written, tokyo), at(day, 20 * 60 + 30, 540));
  EXPECT_EQ(resolve({.minute = 7 * 60}, written, tokyo), at(day + days(1), 7 * 60, 540));
  EXPECT_EQ(resolve({.minute = 20 * 60}, written, tokyo), at(day + days(1), 20 * 60, 540));
  EXPECT_EQ(resolve({.minute = 20 * 60, .tomorrow = true}, written, tokyo), at(day + days(1), 20 * 60, 540));
}

TEST(TimeWords, AWrittenDayIsNeverMovedAndBounded) {
  const auto written = at(day, 20 * 60, 540);
  EXPECT_FALSE(resolve({.minute = 60, .day = year_month_day(day)}, written, tokyo));
  EXPECT_TRUE(resolve({.minute = 60, .day = year_month_day(day + days(7))}, written, tokyo));
  EXPECT_FALSE(resolve({.minute = 60, .day = year_month_day(day + days(9))}, written, tokyo));
}

TEST(TimeWords, TheOffsetOfThatTimeCounts) {
  // Clocks go back from 3:00 to 2:00 (UTC+2 to UTC+1) at 01:00 UTC on 25 October 2026.
  const sys_days change = 2026y / October / 25;
  const auto limit = at(change, 3 * 60, 120);
  const utc_offset berlin = [limit](std::int64_t wall) { return wall < limit ? 120 : 60; };
  const auto written = at(change, 60, 120);
  EXPECT_EQ(resolve({.minute = 8 * 60}, written, berlin), at(change, 8 * 60, 60));
}

}  // namespace
}  // namespace watchpost::mail_command::grammar
