// The story of the demo: what must have happened for exit code 0.
#include "cli/demo_story.h"

#include <gtest/gtest.h>

using namespace watchpost;

namespace {

struct demo : ::testing::Test {
  std::string told;
  bool dropping = false;
  cli::demo_story story{{"a"},
                        "u",
                        {[this] { dropping = true; }, [this] { dropping = false; },
                         [this](const std::string& t) { told += t + "\n"; }}};

  void poll(const std::string& instance, const std::string& verdict, bool verified) {
    engine::report r{instance, "email_monitor", engine::run_reason::scheduled, {}};
    r.result.state = verdict == "up" ? engine::health::ok : engine::health::critical;
    r.result.verdict = verdict;
    if (verified) r.result.readings.push_back({"delivery", 0.5, engine::no_limit, engine::no_limit, "s"});
    story.completed(r);
  }
};

TEST_F(demo, goes_through_loss_and_recovery) {
  for (const char* name : {"a", "u"}) poll(name, "up", false);
  EXPECT_FALSE(dropping);
  for (const char* name : {"a", "u"}) poll(name, "up", true);
  EXPECT_TRUE(dropping) << "after the first verified delivery";
  poll("a", "up", true);
  poll("u", "lost", false);
  EXPECT_FALSE(dropping);
  EXPECT_FALSE(story.complete());
  poll("u", "up", true);
  EXPECT_TRUE(story.complete());
  EXPECT_EQ(story.summary()[1],
            "u: up at the first poll, 2 deliveries verified in 0.50 to 0.50 s, lost and recovered");
}

TEST_F(demo, without_the_loss_it_is_not_complete) {
  poll("u", "up", false);
  for (int i = 0; i < 5; ++i) poll("a", "up", i > 0), poll("u", "up", true);
  EXPECT_FALSE(story.complete());
  EXPECT_NE(story.summary()[1].find("never lost (last: OK up: )"), std::string::npos) << story.summary()[1];
}

}  // namespace
