// Points as a part of the engine: from the settings file, over reloads and restarts, their alarms as events.
#include "engine/outbox.h"
#include "world.h"

#include <future>

namespace watchpost::test {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view plant = R"(
[[points]]
id = "pump1"
direction = "out"
[[points]]
id = "door"
alarm = "on"
)";

struct engine_points_test : world {
  point::operated operate(point::value value, std::string key) {
    std::optional<point::operated> came;
    host->points().operate("i", {.point = "pump1", .value = std::move(value), .key = std::move(key)},
                           [&](abi::expected<point::operated> c) { came = c.value(); });
    EXPECT_TRUE(host->run_until([&] { return came.has_value(); }, 1min));
    return came.value_or(point::operated{});
  }
  std::vector<std::string> waiting(const std::string& instance) {
    std::vector<std::string> out;
    std::promise<void> end;
    state->events().next(instance, std::nullopt, [&](auto found) {
      if (found && *found) out.push_back((*found)->what.key);
      end.set_value();
    });
    end.get_future().wait();
    return out;
  }
};

TEST_F(engine_points_test, points_come_with_the_settings_and_outlive_restarts) {
  apply(plant);
  EXPECT_EQ(operate(true, "k").result, point::result::done);
  restart();
  apply(plant);
  EXPECT_EQ(host->points().read("pump1")->value, point::value(true));
  EXPECT_TRUE(operate(true, "k").duplicate);
}

TEST_F(engine_points_test, reload_changes_them_and_a_bad_file_does_not) {
  apply(plant);
  EXPECT_EQ(operate(true, "k").result, point::result::done);
  apply("[[points]]\nid = \"pump1\"\ndirection = \"out\"\ndeny = \"local mode\"\n");
  EXPECT_EQ(operate(false, "l").refusal, point::refusal::denied);
  EXPECT_FALSE(host->points().read("door"));
  EXPECT_FALSE(host->apply(config_of("[monitors.m]\ntype = \"no_such\"\n")).done);
  EXPECT_EQ(host->points().read("pump1")->value, point::value(true));
}

TEST_F(engine_points_test, alarm_becomes_an_event_for_the_notifiers) {
  apply(plant);
  state->events().subscribe({"listener"}, nullptr);
  ASSERT_TRUE(host->points().force("door", true, nullptr));
  host->advance(time, 1s);
  state->flush();
  EXPECT_EQ(waiting("listener"), std::vector<std::string>{"point:door:1:raised"});
}

TEST_F(engine_points_test, validation_alone_changes_nothing) {
  EXPECT_TRUE(host->validate(config_of(plant)).done);
  EXPECT_TRUE(host->points().find().empty());
}

}  // namespace
}  // namespace watchpost::test
