// A new configuration while the engine runs.
#include "world.h"

namespace watchpost::test {
namespace {

using namespace std::chrono_literals;

class reload : public world {};

TEST_F(reload, unchanged_instance_keeps_running) {
  apply_held(monitor("a", "act = \"hold\"\ninterval = \"1m\""), 1);
  apply_held(monitor("a", "act = \"hold\"\ninterval = \"1m\"") + monitor("b"), 2);
  EXPECT_EQ(stage().created, 2);
  EXPECT_TRUE(host->find("a")->busy()) << "its poll is still under way";
}

TEST_F(reload, changed_instance_is_replaced_and_keeps_its_grid) {
  apply(monitor("a", "word = \"one\"\ninterval = \"1m\""));
  host->advance(time, 30s);
  apply(monitor("a", "word = \"two\"\ninterval = \"1m\""));
  EXPECT_EQ(stage().active, 1);
  EXPECT_EQ(seen.count("a"), 1u) << "not polled too early";
  host->advance(time, 30s);
  ASSERT_EQ(seen.count("a"), 2u);
  EXPECT_EQ(seen.reports.back().result.summary, "acted on localhost with two");
  EXPECT_EQ(*seen.reports.back().result.find_fact("polls"), "2") << "the state stays";
}

TEST_F(reload, former_instance_is_gone_before_the_new_one_begins) {
  apply_held(monitor("a", "act = \"mute_leave\""), 1);
  stage().stuck.clear();  // the poll answers
  host->settle();
  const auto out = host->apply(config_of(monitor("a", "word = \"two\"")));
  EXPECT_TRUE(out.done);
  host->settle(1ms);
  EXPECT_EQ(stage().active, 0) << "waits";
  EXPECT_FALSE(host->poll_now("a", nullptr));
  ASSERT_EQ(stage().stuck.size(), 1u);
  stage().stuck[0].done();
  host->settle();
  EXPECT_EQ(stage().active, 1);
}

TEST_F(reload, removed_instance_is_deactivated) {
  apply(monitor("a") + monitor("b"));
  apply(monitor("b"));
  EXPECT_EQ(stage().active, 1);
  EXPECT_EQ(host->instances(), std::vector<std::string>{"b"});
  EXPECT_EQ(seen.events.back(), "removed a");
}

TEST_F(reload, bad_configuration_changes_nothing) {
  apply(monitor("a", "interval = \"1m\""));
  const auto out = host->apply(config_of(monitor("a", "word = \"forbidden\"") + monitor("b")));
  EXPECT_FALSE(out.done);
  EXPECT_NE(texts(out.found).find("monitors.a.word: is forbidden"), std::string::npos);
  EXPECT_EQ(host->instances(), std::vector<std::string>{"a"});
  host->advance(time, 1min);
  EXPECT_EQ(seen.count("a"), 2u);
}

TEST_F(reload, new_interval_needs_no_new_instance) {
  apply(monitor("a", "interval = \"10m\""));
  host->advance(time, 90s);
  apply(monitor("a", "interval = \"2m\""));
  EXPECT_EQ(stage().created, 1);
  host->advance(time, 29s);
  EXPECT_EQ(seen.count("a"), 1u);
  host->advance(time, 1s);
  EXPECT_EQ(seen.count("a"), 2u) << "two minutes after the former slot";
}

TEST_F(reload, twice_in_a_row_ends_with_the_last_one) {
  apply(monitor("a", "word = \"one\""));
  EXPECT_TRUE(host->apply(config_of(monitor("a", "word = \"two\""))).done);
  EXPECT_TRUE(host->apply(config_of(monitor("a", "word = \"three\""))).done);
  host->settle();
  EXPECT_EQ(stage().active, 1);
  host->advance(time, 5min);
  EXPECT_EQ(seen.reports.back().result.summary, "acted on localhost with three");
}

}  // namespace
}  // namespace watchpost::test
