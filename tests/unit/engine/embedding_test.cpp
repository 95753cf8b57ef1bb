// What an embedder of the engine brings along or asks for: control points, first polls, one event.
#include "engine/points/control_points.h"
#include "listening_world.h"

#include <watchpost/cpp/points.hpp>

#include <gtest/gtest.h>

namespace watchpost::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* one_monitor =
    "[monitors.m]\ntype = \"acting\"\nnet.target = \"localhost\"\ninterval = \"1m\"\nact = \"ok\"\n";

/// A controller with one point.
class controller final : public engine::control_points {
 public:
  std::vector<point::info> find(std::string_view) const override {
    return {{.id = "valve", .title = "Valve"}};
  }
  std::optional<point::sample> read(std::string_view id) const override {
    if (id != "valve") return std::nullopt;
    return point::sample{.value = true, .quality = point::quality::good};
  }
  void operate(std::string instance, point::operation what, answer done) override {
    asked.push_back(instance + " " + what.point);
    done(point::operated{.result = point::result::done, .asked = what.value});
  }
  void outcome_of(std::string, std::string, answer done) override {
    done(abi::error{.status = WP_E_IO, .domain = "points", .text = "the line is down"});
  }
  void acknowledge(std::string instance, point::acknowledgement what, answer done) override {
    asked.push_back(instance + " ack " + what.point);
    done(point::operated{.result = point::result::done});
  }

  std::vector<std::string> asked;
};

TEST(control_points, of_an_embedder_answer_the_plugins) {
  engine::virtual_clock time;
  engine::null_logger log;
  controller plant;
  const engine::instance_host host("ops", {time, nullptr, log, &plant}, "test");
  const plugin::points points(plugin::host_ref(host.abi()));
  ASSERT_TRUE(points.available());
  ASSERT_EQ(points.find("*").size(), 1u);
  EXPECT_EQ(points.read("valve")->value, point::value(true));
  EXPECT_FALSE(points.read("pump"));
  std::string said;
  points.operate({.point = "valve", .value = false, .key = "k"},
                 [&](const plugin::expected<point::operated>& came) { said = name((*came).result); });
  points.outcome_of("k",
                    [&](const plugin::expected<point::operated>& came) { said += ", " + came.error().text; });
  points.acknowledge({.point = "valve"}, [&](const plugin::expected<point::operated>& came) {
    said += ", " + std::string(name((*came).result));
  });
  EXPECT_EQ(said, "done, the line is down, done");
  EXPECT_EQ(plant.asked, (std::vector<std::string>{"ops valve", "ops ack valve"}));
}

class embedding : public listening_world {
 protected:
  /// What notify() answered: "" for done, the failure's text, or what refused it at once.
  std::string notify(const std::string& instance) {
    std::optional<std::string> said;
    engine::event what;
    what.kind = engine::event_kind::point_raised;
    what.key = "k";
    const auto begun =
        host->notify(instance, what, [&](const abi::status& why) { said = why ? why->text : ""; });
    if (!begun) return begun.error().text;
    EXPECT_TRUE(host->run_until([&] { return said.has_value(); }, 1min));
    return said.value_or("no answer");
  }
};

TEST_F(embedding, first_polls_may_wait_for_one_interval) {
  restart({.wait_first = true});
  apply(one_monitor);
  host->advance(time, 59s, 1ms);
  EXPECT_EQ(seen.count("m"), 0u);
  host->advance(time, 1s, 1ms);
  EXPECT_TRUE(host->run_until([&] { return seen.count("m") == 1; }, 1min));
}

TEST_F(embedding, a_state_that_is_not_kept_is_offered_only_to_who_cannot_do_without) {
  apply("[monitors.ops]\ntype = \"listening\"\n");
  EXPECT_TRUE(hall().stateful);
  restart({.keeps_state = false});
  apply(std::string(one_monitor) + "[monitors.ops]\ntype = \"listening\"\n");
  EXPECT_FALSE(hall().stateful);
  EXPECT_EQ(seen.count("m"), 1u) << "it names the service in its type";
}

TEST_F(embedding, an_event_goes_to_the_instance_that_is_named) {
  apply(std::string(one_monitor) +
        "[monitors.ops]\ntype = \"listening\"\n[monitors.night]\ntype = \"listening\"\n");
  EXPECT_EQ(notify("ops"), "");
  ASSERT_EQ(hall().heard.size(), 1u);
  EXPECT_EQ(hall().heard[0].instance, "ops");
  hall().refuse = 1;
  EXPECT_EQ(notify("ops"), "the disk is full");
  EXPECT_EQ(notify("m"), "m: its type takes no events (wp.notifier/1)");
  EXPECT_EQ(notify("opps"), "there is no instance 'opps', did you mean 'ops'?; there are: m, night, ops");
}

TEST_F(embedding, an_instance_that_is_not_active_takes_no_event) {
  hall().refuse_activation = true;
  apply("[monitors.ops]\ntype = \"listening\"\n");
  EXPECT_EQ(notify("ops"), "ops: is not active; see its last result");
}

}  // namespace
}  // namespace watchpost::test
