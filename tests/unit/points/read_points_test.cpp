// [[points]] of the settings file: what is read, and what is said about faults.
#include "scene.h"

namespace watchpost::test {
namespace {

std::string faults(const std::string& toml) {
  const auto loaded = engine::parse_config(toml, "/etc/wp/t.toml");
  std::string out;
  if (loaded) return "no fault";
  for (const auto& p : loaded.error()) out += to_text(p) + "\n";
  return out;
}

TEST(read_points_test, everything_is_read) {
  const auto all = points_of(R"(
[[points]]
id = "tank.level-1"
title = "水位"
kind = "analog"
direction = "out"
unit = "m"
decimals = 2
min = 0
max = 4.5
value = 1
confirm = true
two_persons = true
latency = "200ms"
deny = "local mode"
interlock = "local"
readback = "level"
alarm = { high = 4, low = 0.5, hysteresis = 0.1, delay = "5s", text = "water" }

[[points]]
id = "local"
words = ["local", "remote"]
alarm = "off"

[[points]]
id = "level"
kind = "analog"
source = { file = "level.txt" }
)");
  ASSERT_EQ(all.size(), 3u);
  const auto& p = all[0];
  EXPECT_EQ(p.what.title, "水位");
  EXPECT_TRUE(p.what.output && p.what.operable && p.what.alarms && p.what.confirmed && p.what.two_persons);
  EXPECT_EQ(p.what.decimals, 2u);
  EXPECT_EQ(p.what.max, 4.5);
  EXPECT_EQ(p.source.initial, point::value(1.0));
  EXPECT_EQ(p.latency_ms, 200);
  EXPECT_EQ(p.denied, "local mode");
  EXPECT_EQ(p.alarm.delay_ms, 5'000);
  EXPECT_EQ(p.alarm.low, 0.5);
  EXPECT_EQ(all[1].what.off_word, "remote");
  EXPECT_FALSE(all[1].alarm.when);
  EXPECT_FALSE(all[1].what.operable);
  EXPECT_EQ(all[2].source.path, "/etc/wp/level.txt");
}

struct fault_row {
  const char* name;
  const char* toml;
  const char* expected;
};

class read_points_fault_test : public ::testing::TestWithParam<fault_row> {};

TEST_P(read_points_fault_test, is_told_with_its_place) {
  const auto told = faults(GetParam().toml);
  EXPECT_NE(told.find(GetParam().expected), std::string::npos) << told;
}

constexpr const char* two = "[[points]]\nid = \"a\"\n[[points]]\nid = \"b\"\n";

INSTANTIATE_TEST_SUITE_P(
    rows, read_points_fault_test,
    ::testing::Values(
        fault_row{"table", "[points]\nid = \"a\"\n", "t.toml:1:1: error: points: must be a list of tables"},
        fault_row{"no_id", "[[points]]\nkind = \"text\"\n", "points.1.id: must be 1 to 64 letters"},
        fault_row{"bad_id", "[[points]]\nid = \"a b\"\n", "points.1.id = 'a b': must be"},
        fault_row{"double_id", "[[points]]\nid = \"a\"\n[[points]]\nid = \"A\"\n",
                  "is there already, as 'a'"},
        fault_row{"unknown_key", "[[points]]\nid = \"a\"\nlatensy = \"1s\"\n", "did you mean 'latency'?"},
        fault_row{"kind", "[[points]]\nid = \"a\"\nkind = \"analogue\"\n", "choose digital, integer, analog"},
        fault_row{"direction", "[[points]]\nid = \"a\"\ndirection = \"up\"\n", "choose \"in\" or \"out\""},
        fault_row{"operable_input", "[[points]]\nid = \"a\"\noperable = true\n", "is for outputs"},
        fault_row{"limits", "[[points]]\nid = \"a\"\nkind = \"analog\"\nmin = 2\nmax = 1\n",
                  "must not be above max"},
        fault_row{"decimals", "[[points]]\nid = \"a\"\ndecimals = 16\n", "whole number from 0 to 15"},
        fault_row{"value", "[[points]]\nid = \"a\"\nvalue = \"maybe\"\n",
                  "points.a.value = 'maybe': is not a value"},
        fault_row{"words", "[[points]]\nid = \"a\"\nwords = [\"x\"]\n", "the words for on and off"},
        fault_row{"two_sources", "[[points]]\nid = \"a\"\nsource = { toggle = \"1s\", file = \"f\" }\n",
                  "exactly one of"},
        fault_row{"digital_ramp", "[[points]]\nid = \"a\"\nsource = { ramp = [0, 1] }\n",
                  "ramp gives numbers"},
        fault_row{"backward_range", "[[points]]\nid = \"a\"\nkind = \"analog\"\nsource = { ramp = [2, 1] }\n",
                  "the lower one first"},
        fault_row{"no_period",
                  "[[points]]\nid = \"a\"\nkind = \"analog\"\nsource = { ramp = [0, 1], period = \"0\" }\n",
                  "a duration of at least"},
        fault_row{"output_source",
                  "[[points]]\nid = \"a\"\ndirection = \"out\"\nsource = { toggle = \"1s\" }\n",
                  "is for inputs"},
        fault_row{"text_alarm", "[[points]]\nid = \"a\"\nkind = \"text\"\nalarm = \"on\"\n",
                  "a text has no alarm"},
        fault_row{"digital_limits",
                  "[[points]]\nid = \"level\"\nunit = \"m\"\nsource = { file = \"lv.txt\" }\n"
                  "alarm = { high = 4.0, low = 1.0 }\n",
                  "error: points.level.alarm.high = '4"},
        fault_row{"digital_hysteresis",
                  "[[points]]\nid = \"a\"\nalarm = { when = \"off\", hysteresis = 1 }\n",
                  "error: points.a.alarm.hysteresis = '1': a digital point"},
        fault_row{"empty_alarm", "[[points]]\nid = \"a\"\nkind = \"analog\"\nalarm = { delay = \"1s\" }\n",
                  "needs high or low"},
        fault_row{"crossed_alarm",
                  "[[points]]\nid = \"a\"\nkind = \"analog\"\nalarm = { low = 2, high = 1 }\n",
                  "must be below high"},
        fault_row{
            "no_such_readback",
            "[[points]]\nid = \"abc\"\n[[points]]\nid = \"b\"\ndirection = \"out\"\nreadback = \"abd\"\n",
            "did you mean 'abc'?"},
        fault_row{"readback_kind",
                  "[[points]]\nid = \"a\"\nkind = \"analog\"\n[[points]]\nid = \"b\"\ndirection = "
                  "\"out\"\nreadback = \"a\"\n",
                  "of the same kind"},
        fault_row{"interlock_kind",
                  "[[points]]\nid = \"a\"\nkind = \"analog\"\n[[points]]\nid = \"b\"\ndirection = "
                  "\"out\"\ninterlock = \"a\"\n",
                  "must be a digital point"},
        fault_row{"circle",
                  "[[points]]\nid = \"a\"\nsource = { follow = \"b\" }\n[[points]]\nid = \"b\"\nsource = { "
                  "follow = \"a\" }\n",
                  "in a circle"}),
    [](const auto& r) { return std::string(r.param.name); });

TEST(read_points_test, what_does_nothing_is_a_warning) {
  const auto loaded = engine::parse_config(R"([[points]]
id = "a"
unit = "m"
decimals = 1
latency = "1s"
deny = "local mode"
source = { toggle = "10s" }
[[points]]
id = "b"
kind = "analog"
words = ["x", "y"]
source = { file = "f", period = "1m" }
alarm = { high = 4, when = "on" }
[[points]]
id = "c"
kind = "text"
direction = "out"
min = 1
)",
                                           "t.toml");
  ASSERT_TRUE(loaded);
  std::string keys;
  for (const auto& p : loaded->warnings) keys += p.key + "\n";
  EXPECT_EQ(keys,
            "points.a.unit\npoints.a.decimals\npoints.a.latency\npoints.a.deny\n"
            "points.b.words\npoints.b.source.period\npoints.b.alarm.when\npoints.c.min\n");
}

TEST(read_points_test, points_without_faults_are_taken_in_their_order) {
  const auto all = points_of(two);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].what.id, "b");
  EXPECT_EQ(all[0].at.line, 1);
}

}  // namespace
}  // namespace watchpost::test
