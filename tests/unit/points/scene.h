// scene.h - a board of points on a virtual clock and a store in memory, without an engine.
#pragma once

#include "engine/config_file.h"
#include "engine/points/simulated_points.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <vector>

namespace watchpost::test {

using namespace std::chrono_literals;

struct recording_events final : engine::event_sink {
  void raise(engine::event what) override { all.push_back(std::move(what)); }
  void nudge() override {}
  std::vector<std::string> keys() const {
    std::vector<std::string> out;
    for (const auto& e : all) out.push_back(e.key);
    return out;
  }
  std::vector<engine::event> all;
};

inline std::vector<engine::point_spec> points_of(std::string_view toml) {
  auto loaded = engine::parse_config(toml, "/etc/wp/test.toml");
  if (!loaded) {
    for (const auto& p : loaded.error()) ADD_FAILURE() << to_text(p);
    return {};
  }
  return std::move(loaded->config.points);
}

inline constexpr std::string_view plant = R"(
[[points]]
id = "pump1"
title = "ポンプ1"
direction = "out"
words = ["running", "stopped"]

[[points]]
id = "slow"
direction = "out"
latency = "2s"
readback = "slow-running"

[[points]]
id = "slow-running"
source = { follow = "slow" }

[[points]]
id = "setpoint"
kind = "analog"
direction = "out"
unit = "m"
min = 0.5
max = 4.0
value = 1.0

[[points]]
id = "valve"
direction = "out"
stuck = true

[[points]]
id = "local"

[[points]]
id = "gate"
direction = "out"
interlock = "local"

[[points]]
id = "level"
kind = "analog"
unit = "m"
value = 2.0
alarm = { high = 4.0, low = 1.0, hysteresis = 0.5, delay = "3s", text = "level out of range" }
)";

class scene : public ::testing::Test {
 protected:
  scene() { restart(); }

  /// A new process over the same store.
  void restart(std::string_view toml = plant) {
    board.reset();
    loop = std::make_unique<engine::event_loop>(time);
    board = std::make_unique<engine::simulated_points>(engine::board_parts{*loop, *state, log, &events});
    ASSERT_TRUE(board->load());
    board->become(points_of(toml));
  }

  /// Lets time pass second by second.
  void pass(std::chrono::seconds by) {
    for (auto s = 0s; s < by; ++s) {
      settle();
      time.advance(1s);
      settle();
    }
  }

  void settle() {
    do {
      state->flush();  // its answers are in the loop now
    } while (loop->run_ready() != 0);
  }

  /// The store answers nothing more until the promise is kept.
  std::shared_ptr<std::promise<void>> hold_store() {
    auto gate = std::make_shared<std::promise<void>>();
    state->commit("gate", {{"k", "v"}}, [gate](const abi::error*) { gate->get_future().wait(); });
    return gate;
  }

  static point::operation to(std::string id, point::value value, std::string key) {
    return {.point = std::move(id),
            .value = std::move(value),
            .key = std::move(key),
            .origin = {.channel = "test", .principal = "a@example.jp"}};
  }

  using slot = std::shared_ptr<std::optional<abi::expected<point::operated>>>;
  static std::pair<slot, engine::control_points::answer> catcher() {
    auto into = std::make_shared<std::optional<abi::expected<point::operated>>>();
    return {into, [into](abi::expected<point::operated> came) {
              EXPECT_FALSE(into->has_value()) << "answered twice";
              into->emplace(std::move(came));
            }};
  }
  slot begin(point::operation what) {
    auto [into, done] = catcher();
    board->operate("mail@site", std::move(what), done);
    return into;
  }
  point::operated taken(const slot& from) {
    settle();
    if (!from->has_value()) {
      ADD_FAILURE() << "no answer";
      return {};
    }
    if (!**from) {
      ADD_FAILURE() << to_text((*from)->error());
      return {};
    }
    return ***from;
  }
  point::operated operate(point::operation what) { return taken(begin(std::move(what))); }
  point::operated operate(std::string id, point::value value, std::string key) {
    return operate(to(std::move(id), std::move(value), std::move(key)));
  }
  point::operated outcome(std::string key) {
    auto [into, done] = catcher();
    board->outcome_of("mail@site", std::move(key), done);
    return taken(into);
  }
  point::operated acknowledge(std::string id, std::int64_t occurrence = 0) {
    auto [into, done] = catcher();
    board->acknowledge("test", {std::move(id), occurrence, {.channel = "test", .principal = "a@example.jp"}},
                       done);
    return taken(into);
  }
  void force(std::string_view id, std::optional<point::value> value) {
    ASSERT_TRUE(board->force(id, std::move(value), nullptr));
    settle();
  }
  point::sample read(std::string_view id) { return board->read(id).value_or(point::sample{}); }
  std::size_t moves() { return state->load(engine::points_state, "move/").value().size(); }

  engine::null_logger log;
  engine::virtual_clock time;
  engine::store_ptr state = engine::open_memory_store();
  recording_events events;
  std::unique_ptr<engine::event_loop> loop;
  std::unique_ptr<engine::simulated_points> board;
};

}  // namespace watchpost::test
