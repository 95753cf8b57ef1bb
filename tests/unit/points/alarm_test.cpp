// Alarms of points: raised, cleared, acknowledged, told once.
#include "scene.h"

#include <cstdio>
#include <fstream>
#include <unistd.h>

namespace watchpost::test {
namespace {

using point::alarm;
using point::refusal;
using point::result;
using keys = std::vector<std::string>;

struct alarm_test : scene {};

TEST_F(alarm_test, alarm_is_raised_once_the_condition_held_long_enough) {
  force("level", 4.5);
  pass(2s);
  EXPECT_EQ(read("level").alarm, alarm::normal);
  pass(1s);
  EXPECT_EQ(read("level").alarm, alarm::active);
  EXPECT_EQ(read("level").occurrence, 1);
  ASSERT_EQ(events.keys(), keys{"point:level:1:raised"});
  const auto& e = events.all.front();
  EXPECT_EQ(e.kind, engine::event_kind::point_raised);
  EXPECT_EQ(e.source, "level");
  EXPECT_EQ(e.alarm, "1");
  EXPECT_EQ(e.value, "4.5 m");
  EXPECT_EQ(e.text, "level is 4.5 m: level out of range (above 4.0 m)");
  EXPECT_EQ(e.state, abi::state::critical);
}

TEST_F(alarm_test, condition_that_ends_early_raises_nothing) {
  force("level", 4.5);
  pass(2s);
  force("level", 2.0);
  force("level", 4.5);
  pass(2s);
  EXPECT_EQ(read("level").alarm, alarm::normal);
  EXPECT_TRUE(events.all.empty());
}

TEST_F(alarm_test, hysteresis_keeps_it_until_the_value_is_well_within) {
  force("level", 4.5);
  pass(3s);
  force("level", 3.8);
  EXPECT_EQ(read("level").alarm, alarm::active);
  force("level", 3.4);
  EXPECT_EQ(read("level").alarm, alarm::normal);
  EXPECT_EQ(events.keys(), (keys{"point:level:1:raised", "point:level:1:cleared"}));
  force("level", 0.9);
  pass(3s);
  EXPECT_EQ(read("level").occurrence, 2);
  EXPECT_EQ(events.all.back().text, "level is 0.9 m: level out of range (below 1.0 m)");
}

TEST_F(alarm_test, acknowledgement_is_for_one_occurrence_and_once) {
  EXPECT_EQ(acknowledge("level").refusal, refusal::no_alarm);
  EXPECT_EQ(acknowledge("levle").refusal, refusal::no_point);
  force("level", 4.5);
  pass(3s);
  EXPECT_EQ(acknowledge("level", 7).refusal, refusal::no_alarm);
  const auto came = acknowledge("level", 1);
  EXPECT_EQ(came.result, result::done);
  EXPECT_FALSE(came.duplicate);
  EXPECT_EQ(came.after.alarm, alarm::acknowledged);
  EXPECT_EQ(read("level").alarm, alarm::acknowledged);
  EXPECT_TRUE(acknowledge("level").duplicate);
  ASSERT_EQ(events.keys(), (keys{"point:level:1:raised", "point:level:1:acked"}));
  EXPECT_EQ(events.all.back().text, "level: the alarm is acknowledged by a@example.jp");
  restart();
  EXPECT_EQ(read("level").alarm, alarm::acknowledged);
}

TEST_F(alarm_test, restart_neither_forgets_nor_repeats) {
  force("level", 4.5);
  pass(3s);
  restart();
  pass(5s);
  EXPECT_EQ(read("level").alarm, alarm::active);
  EXPECT_EQ(events.all.size(), 1u);
  force("level", 2.0);
  EXPECT_EQ(events.keys().back(), "point:level:1:cleared");
}

TEST_F(alarm_test, event_that_was_not_told_before_the_crash_is_told_after_it) {
  state->commit(engine::points_state,
                {{"alarm/level",
                  R"({"state":"active","occurrence":4,"at":1,"title":"level","text":"t","told":false})"}},
                nullptr);
  force("level", 4.5);
  restart();
  settle();
  EXPECT_EQ(events.keys(), keys{"point:level:4:raised"});
  restart();
  settle();
  EXPECT_EQ(events.all.size(), 1u);
}

TEST_F(alarm_test, alarm_of_a_point_that_goes_is_cleared) {
  force("level", 4.5);
  pass(3s);
  board->become(points_of("[[points]]\nid = \"pump1\"\n"));
  settle();
  EXPECT_EQ(events.keys().back(), "point:level:1:cleared");
  EXPECT_EQ(events.all.back().text, "level is no longer watched");
}

TEST_F(alarm_test, digital_point_is_in_alarm_at_its_word_and_a_bad_value_changes_nothing) {
  const std::string file = ::testing::TempDir() + "point-" + std::to_string(::getpid());
  const auto write = [&](const char* text) { std::ofstream(file) << text; };
  write("on\n");
  restart("[[points]]\nid = \"door\"\nalarm = \"off\"\nsource = { file = \"" + file + "\" }\n");
  pass(1s);
  EXPECT_EQ(read("door").alarm, alarm::normal);
  write("off\n");
  pass(1s);
  EXPECT_EQ(read("door").alarm, alarm::active);
  write("nonsense\n");
  pass(1s);
  EXPECT_EQ(read("door").quality, point::quality::bad);
  EXPECT_EQ(read("door").alarm, alarm::active);
  write("on\n");
  pass(1s);
  EXPECT_EQ(read("door").alarm, alarm::normal);
  std::remove(file.c_str());
}

}  // namespace
}  // namespace watchpost::test
