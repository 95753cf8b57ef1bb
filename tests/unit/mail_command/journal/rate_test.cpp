// No more answers to somebody than the cap, in whichever hour.
#include "mail_command/journal/rate.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <random>

namespace watchpost::mail_command::journal {
namespace {

constexpr std::int64_t start = 1'795'342'400'000, minute = 60'000, hour = 60 * minute;
using entries = std::map<std::string, std::string, std::less<>>;

void write(entries& to, const plugin::edits& changes) {
  for (const auto& e : changes) to[e.key] = e.value.value_or("");
}

TEST(Rates, CapEachAddressForItself) {
  rates r(2);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(r.may("alice@example.org", start));
    r.took("Alice@Example.org", start);
  }
  EXPECT_FALSE(r.may("alice@example.org", start));
  EXPECT_TRUE(r.may("bob@example.org", start));
  EXPECT_FALSE(r.may("ALICE@example.org", start + 59 * minute));
  EXPECT_TRUE(r.may("alice@example.org", start + hour + 5 * minute));
}

TEST(Rates, SurviveARestart) {
  entries on;
  rates r(1);
  write(on, r.took("alice@example.org", start));
  r = rates(1);
  ASSERT_TRUE(r.take(on["rates"]));
  EXPECT_FALSE(r.may("alice@example.org", start + minute));
  EXPECT_TRUE(r.may("alice@example.org", start + 2 * hour));
  EXPECT_FALSE(r.take("of 1 2 3 alice@example.org\n"));
}

TEST(Rates, HoldInEveryHour) {
  constexpr std::size_t cap = 7;
  std::mt19937 random(1);
  rates r(cap);
  std::deque<std::int64_t> taken;
  std::size_t refused = 0;
  std::int64_t now = start;
  for (int i = 0; i < 20'000; ++i) {
    now += static_cast<std::int64_t>(random() % (10 * minute));
    while (!taken.empty() && taken.front() <= now - hour) taken.pop_front();
    if (!r.may("alice@example.org", now)) {
      ++refused;
      continue;
    }
    r.took("alice@example.org", now);
    taken.push_back(now);
    ASSERT_LE(taken.size(), cap) << i;
  }
  EXPECT_GT(refused, 0u);
}

TEST(Rates, DoNotGrowWithoutEnd) {
  entries on;
  rates r(3);
  for (std::size_t i = 0; i < 3 * rates::most_people; ++i)
    write(on, r.took("person" + std::to_string(i) + "@example.org", start + static_cast<std::int64_t>(i)));
  EXPECT_LT(on["rates"].size(), rates::most_people * 110);
  write(on, r.took("late@example.org", start + 3 * hour));
  EXPECT_LT(on["rates"].size(), 200u);
}

TEST(Rates, AClockThatIsSetBackGivesNothingFree) {
  rates r(1);
  r.took("alice@example.org", start);
  EXPECT_FALSE(r.may("alice@example.org", start - 5 * hour));
}

}  // namespace
}  // namespace watchpost::mail_command::journal
