// host_sim points, on a settings file and its database.
#include "cli_world.h"
#include "engine/store.h"

#include <boost/json.hpp>

namespace watchpost::test {
namespace {

constexpr std::string_view plant = R"(
state = "w.db"
[[points]]
id = "pump1"
title = "ポンプ1"
direction = "out"
words = ["running", "stopped"]
[[points]]
id = "setpoint"
kind = "analog"
direction = "out"
unit = "m"
min = -1
max = 4
confirm = true
[[points]]
id = "level"
kind = "analog"
unit = "m"
value = 2
alarm = { high = 3 }
)";

struct points_command : cli_world {
  std::string config = file("w.toml", plant);
};

TEST_F(points_command, list_shows_every_point_before_there_is_a_database) {
  EXPECT_EQ(run({"points", "list", config}), 0) << err;
  EXPECT_EQ(out,
            "POINT     VALUE    QUALITY  ALARM   KIND         TITLE\n"
            "pump1     stopped  good     -       digital out  ポンプ1\n"
            "setpoint  0.0 m    good     -       analog out\n"
            "level     2.0 m    good     normal  analog in\n");
  EXPECT_EQ(run({"points", "list", config, "P*", "--json"}), 0);
  const auto one = boost::json::parse(out);
  EXPECT_EQ(one.at("id"), "pump1");
  EXPECT_EQ(one.at("value"), false);
  EXPECT_EQ(run({"points", "list", config, "x*"}), 1);
}

TEST_F(points_command, set_operates_and_what_it_did_stays) {
  EXPECT_EQ(run({"points", "set", config, "pump1", "running"}), 0) << err;
  EXPECT_TRUE(contains(out, " pump1 running, good")) << out;
  EXPECT_EQ(run({"points", "get", config, "pump1"}), 0);
  EXPECT_TRUE(contains(out, " pump1 running, good")) << out;
}

TEST_F(points_command, set_goes_by_the_rules_of_the_host) {
  EXPECT_EQ(run({"points", "set", config, "setpoint", "2"}), 1);
  EXPECT_TRUE(contains(err, "refused: 'setpoint' demands a confirmation")) << err;
  EXPECT_EQ(run({"points", "set", config, "setpoint", "5", "--confirm"}), 1);
  EXPECT_TRUE(contains(err, "above the most, 4.0 m")) << err;
  EXPECT_EQ(run({"points", "set", config, "setpoint", "high", "--confirm"}), 1);
  EXPECT_TRUE(contains(err, "'high' is not a value of 'setpoint', which is analog")) << err;
  EXPECT_EQ(run({"points", "set", config, "--confirm", "--dry-run", "--", "setpoint", "-0.5"}), 0) << err;
  EXPECT_TRUE(contains(out, "setpoint would be set to -0.5 m")) << out;
  EXPECT_EQ(run({"points", "get", config, "setpoint"}), 0);
  EXPECT_TRUE(contains(out, " 0.0 m, good")) << out;
}

TEST_F(points_command, input_is_set_by_hand_raises_its_alarm_and_is_released) {
  EXPECT_EQ(run({"points", "set", config, "level", "3.5"}), 0) << err;
  EXPECT_TRUE(contains(out, " level 3.5 m, good, alarm active")) << out;
  EXPECT_EQ(run({"points", "list", config, "level"}), 0);
  EXPECT_TRUE(contains(out, "3.5 m  good     active")) << out;
  EXPECT_EQ(run({"points", "set", config, "level", "--release"}), 0) << err;
  EXPECT_TRUE(contains(out, " level 2.0 m, good\n")) << out;
}

TEST_F(points_command, look_works_beside_a_host_and_set_says_why_it_does_not) {
  ASSERT_EQ(run({"points", "set", config, "pump1", "on"}), 0) << err;
  const auto host = engine::open_store(path("w.db"));
  ASSERT_TRUE(host);
  EXPECT_EQ(run({"points", "get", config, "pump1"}), 0) << err;
  EXPECT_TRUE(contains(out, "running")) << out;
  EXPECT_EQ(run({"points", "set", config, "pump1", "off"}), 1);
  EXPECT_TRUE(contains(err, "another process")) << err;
}

TEST_F(points_command, watch_shows_the_state_at_first) {
  EXPECT_EQ(run({"points", "watch", config, "pump*", "--for", "1ms"}), 0) << err;
  EXPECT_TRUE(contains(out, " pump1 stopped, good\n")) << out;
}

TEST_F(points_command, wrong_words_are_told) {
  EXPECT_EQ(run({"points"}), 2);
  EXPECT_EQ(run({"points", "lst", config}), 2);
  EXPECT_TRUE(contains(err, "did you mean 'list'?")) << err;
  EXPECT_EQ(run({"points", "get", config}), 2);
  EXPECT_EQ(run({"points", "set", config, "pump1"}), 2);
  EXPECT_EQ(run({"points", "set", config, "pump1", "on", "--release"}), 2);
  EXPECT_EQ(run({"points", "get", config, "pump2"}), 1);
  EXPECT_TRUE(contains(err, "there is no point 'pump2', did you mean 'pump1'?")) << err;
  EXPECT_EQ(run({"points", "set", file("none.toml", "[[points]]\nid = \"a\"\n"), "a", "on"}), 1);
  EXPECT_TRUE(contains(err, "keeps no state")) << err;
}

}  // namespace
}  // namespace watchpost::test
