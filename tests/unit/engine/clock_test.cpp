#include "engine/event_loop.h"
#include "engine/grid.h"

#include <gtest/gtest.h>

#include <thread>

using namespace watchpost::engine;
using namespace std::chrono_literals;

TEST(virtual_clock, moves_both_times_and_tells_watchers) {
  virtual_clock time;
  int jumps = 0;
  auto watch = time.watch([&] { ++jumps; });
  const auto wall = time.wall_ms(), mono = time.mono_ms();
  time.advance(1500ms);
  EXPECT_EQ(time.wall_ms(), wall + 1500);
  EXPECT_EQ(time.mono_ms(), mono + 1500);
  time.advance_to(mono);  // never backwards
  EXPECT_EQ(time.mono_ms(), mono + 1500);
  EXPECT_EQ(jumps, 2);
  watch.reset();
  time.advance(1ms);
  EXPECT_EQ(jumps, 2);
}

TEST(virtual_clock, watcher_may_end_itself) {
  virtual_clock time;
  jump_watch watch;
  int jumps = 0;
  watch = time.watch([&] {
    ++jumps;
    watch.reset();
  });
  time.advance(1ms);
  time.advance(1ms);
  EXPECT_EQ(jumps, 1);
}

TEST(event_loop, runs_timers_in_order_of_time) {
  virtual_clock time;
  event_loop loop(time);
  std::string order;
  loop.at(time.mono_ms() + 20, [&] { order += "b"; });
  loop.at(time.mono_ms() + 10, [&] { order += "a"; });
  const auto dropped = loop.at(time.mono_ms() + 15, [&] { order += "x"; });
  loop.cancel(dropped);
  loop.run_ready();
  EXPECT_EQ(order, "");
  time.advance(30ms);
  loop.run_ready();
  EXPECT_EQ(order, "ab");
}

TEST(event_loop, jump_of_the_clock_wakes_a_waiting_loop) {
  virtual_clock time;
  event_loop loop(time);
  loop.at(time.mono_ms() + 1'000'000, [&] { loop.stop(); });
  std::thread runs([&] { loop.run(); });
  time.advance(1'000'000ms);
  runs.join();
}

TEST(event_loop, poster_outlives_the_loop) {
  virtual_clock time;
  std::function<void(event_loop::function)> post;
  {
    event_loop loop(time);
    post = loop.poster();
    bool ran = false;
    post([&] { ran = true; });
    loop.run_ready();
    EXPECT_TRUE(ran);
  }
  post([] { FAIL(); });
}

TEST(event_loop, run_until_gives_up_after_its_limit) {
  real_clock time;
  event_loop loop(time);
  EXPECT_FALSE(loop.run_until([] { return false; }, 1ms));
  loop.post([] {});
  EXPECT_TRUE(loop.run_until([] { return true; }, 1ms));
}

TEST(grid, first_slot_without_memory_is_spread) {
  EXPECT_EQ(grid::first(1000, 5000, std::nullopt, 60'000, 40), 1040);
}

TEST(grid, first_slot_waits_for_the_rest_of_the_interval) {
  EXPECT_EQ(grid::first(1000, 500'000, 480'000, 60'000, 0), 1000 + 40'000);
}

TEST(grid, first_slot_is_at_once_when_the_interval_has_passed) {
  EXPECT_EQ(grid::first(1000, 500'000, 400'000, 60'000, 7), 1007);
}

TEST(grid, wall_clock_set_back_costs_one_interval_at_most) {
  EXPECT_EQ(grid::first(1000, 500'000, 9'000'000, 60'000, 0), 61'000);
}

TEST(grid, later_slots_stay_on_the_grid) {
  EXPECT_EQ(grid::latest(100, 10, 100), 100);
  EXPECT_EQ(grid::latest(100, 10, 139), 130);
  EXPECT_EQ(grid::next(100, 10, 100), 110);
  EXPECT_EQ(grid::next(100, 10, 139), 140);
}
