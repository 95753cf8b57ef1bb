// Ranges of the monitoring-plugins guidelines.
#include "engine/range.h"

#include <gtest/gtest.h>

namespace watchpost::test {
namespace {

using engine::health;
using engine::parse_range;

TEST(range, alerts_as_the_guidelines_have_it) {
  struct row {
    const char* text;
    double alerts, fits;
  };
  for (const auto& r :
       {row{"10", 10.5, 10}, row{"10", -1, 0}, row{"10:", 9, 10}, row{"~:10", 11, -5}, row{"10:20", 21, 20},
        row{"10:20", 9.9, 10}, row{"@10:20", 10, 9.9}, row{"@10:20", 20, 20.1}, row{"-5:-1", 0, -1},
        row{"@5", 0, 6}, row{"1e3", 1001, 1000}}) {
    const auto parsed = parse_range(r.text);
    ASSERT_TRUE(parsed) << r.text;
    EXPECT_TRUE(parsed->alerts(r.alerts)) << r.text;
    EXPECT_FALSE(parsed->alerts(r.fits)) << r.text;
  }
}

TEST(range, refuses_what_is_none) {
  for (const char* text : {"", "@", ":", ":10", "a", "10s", "10:5", "1:2:3", "nan", "inf", "10 ", "~", "5:~"})
    EXPECT_FALSE(parse_range(text)) << text;
}

TEST(range, makes_a_state_worse_and_never_better) {
  const auto state_of = [](health before, health becomes) {
    engine::poll_result found;
    found.state = before;
    found.readings = {{.metric = "m", .value = 5, .unit = "s"}};
    engine::apply({becomes, "m", *parse_range("1")}, found);
    return found.state;
  };
  EXPECT_EQ(state_of(health::ok, health::warning), health::warning);
  EXPECT_EQ(state_of(health::pending, health::warning), health::warning);
  EXPECT_EQ(state_of(health::warning, health::critical), health::critical);
  EXPECT_EQ(state_of(health::critical, health::warning), health::critical);
  EXPECT_EQ(state_of(health::unknown, health::critical), health::unknown);
}

}  // namespace
}  // namespace watchpost::test
