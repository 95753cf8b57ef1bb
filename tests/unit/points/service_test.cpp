// wp.points/1 through the ABI, with the C++ facade on the other side.
#include "engine/instance_host.h"
#include "scene.h"

#include <watchpost/cpp/points.hpp>

namespace watchpost::test {
namespace {

struct points_service_test : scene {
  engine::instance_host here{"mail@site", {time, state.get(), log, board.get()}, "test 1"};
  plugin::points points{plugin::host_ref(here.abi())};

  using came = std::optional<plugin::expected<point::operated>>;
  plugin::points::done into(came& to_fill) {
    return [&to_fill](plugin::expected<point::operated> o) {
      EXPECT_FALSE(to_fill);
      to_fill.emplace(std::move(o));
    };
  }
};

TEST_F(points_service_test, plugin_finds_reads_operates_and_asks_for_the_outcome) {
  ASSERT_TRUE(points.available());
  ASSERT_EQ(points.find("pump*").size(), 1u);
  EXPECT_EQ(points.find("pump*").front().on_word, "running");
  EXPECT_EQ(points.read("setpoint")->value, point::value(1.0));
  EXPECT_FALSE(points.read("nothing"));
  came first, second, third;
  points.operate(to("setpoint", 2.0, "k"), into(first));
  settle();
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((*first)->result, point::result::done);
  EXPECT_EQ((*first)->after.value, point::value(2.0));
  points.outcome_of("k", into(second));
  points.acknowledge({.point = "level"}, into(third));
  settle();
  ASSERT_TRUE(second && *second);
  EXPECT_TRUE((*second)->duplicate);
  ASSERT_TRUE(third && *third);
  EXPECT_EQ((*third)->refusal, point::refusal::no_alarm);
}

TEST_F(points_service_test, keys_belong_to_the_instance) {
  came one;
  points.operate(to("pump1", true, "k"), into(one));
  settle();
  auto [into_other, done] = catcher();
  board->outcome_of("mail@other", "k", done);
  EXPECT_EQ(taken(into_other).result, point::result::never);
  EXPECT_EQ(outcome("k").result, point::result::done);
}

TEST_F(points_service_test, request_against_the_contract_is_not_taken) {
  came a, b, c;
  points.operate(to("pump1", true, ""), into(a));
  points.operate(to("pump1", true, std::string(WP_POINT_KEY_MAX + 1, 'k')), into(b));
  points.outcome_of("", into(c));
  ASSERT_TRUE(a && b && c);  // at once
  EXPECT_EQ(a->error().status, WP_E_ARGUMENT);
  EXPECT_EQ(b->error().status, WP_E_LIMIT);
  EXPECT_EQ(c->error().status, WP_E_ARGUMENT);
  const auto* api = plugin::host_ref(here.abi()).service<wp_points>(WP_SERVICE_POINTS);
  EXPECT_EQ(api->operate(here.abi(), nullptr, nullptr, nullptr), WP_E_ARGUMENT);
  EXPECT_EQ(api->find(here.abi(), {nullptr, 0}, nullptr), WP_E_ARGUMENT);
}

TEST_F(points_service_test, host_that_was_cut_off_takes_nothing) {
  here.cut_off();
  came one;
  points.operate(to("pump1", true, "k"), into(one));
  ASSERT_TRUE(one);
  EXPECT_EQ(one->error().status, WP_E_LIFECYCLE);
  EXPECT_TRUE(points.find("*").empty());
  EXPECT_FALSE(points.read("pump1"));
}

TEST_F(points_service_test, host_without_points_offers_no_service) {
  engine::instance_host bare{"x", {time, state.get(), log}, "test 1"};
  const plugin::points none{plugin::host_ref(bare.abi())};
  EXPECT_FALSE(none.available());
  came one;
  none.operate(to("pump1", true, "k"), into(one));
  ASSERT_TRUE(one);
  EXPECT_EQ(one->error().status, WP_E_UNSUPPORTED);
}

}  // namespace
}  // namespace watchpost::test
