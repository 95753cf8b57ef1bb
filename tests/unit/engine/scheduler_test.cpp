// The schedule on a virtual clock: slots, deadlines, reruns, restarts, stop.
#include "engine/engine_thread.h"
#include "world.h"

namespace watchpost::test {
namespace {

using namespace std::chrono_literals;
using engine::health;

class scheduler : public world {
 protected:
  static std::string monitors(int count, const std::string& more) {
    std::string toml;
    for (int i = 0; i < count; ++i) toml += monitor("m" + std::to_string(i), more);
    return toml;
  }
  std::int64_t start_ = time.mono_ms();
};

TEST_F(scheduler, a_day_of_polls_stays_on_the_grid) {
  apply(monitor("m", "interval = \"5m\""));
  host->advance(time, 24h);
  ASSERT_EQ(stage().polls.size(), 289u);
  for (std::size_t i = 0; i < stage().polls.size(); ++i) {
    const auto& run = stage().polls[i].run;
    ASSERT_EQ(run.due_ms, start_ + static_cast<std::int64_t>(i) * 300'000);
    ASSERT_EQ(run.reason, WP_RUN_SCHEDULED);
    ASSERT_EQ(run.interval_ms, 300'000);
    ASSERT_EQ(run.deadline_ms, stage().polls[i].now_mono + 60'000);
  }
  EXPECT_EQ(seen.count("m"), 289u);
  EXPECT_EQ(*seen.reports.back().result.find_fact("polls"), "289");
}

TEST_F(scheduler, report_has_result_times_and_stages) {
  apply(monitor("m", "word = \"joy\"\nnet.tag = [\"x\", \"y\"]"));
  ASSERT_EQ(seen.reports.size(), 1u);
  const auto& r = seen.reports[0];
  EXPECT_EQ(r.type, "acting");
  EXPECT_EQ(r.result.state, health::ok);
  EXPECT_EQ(r.result.summary, "acted on localhost with joy");
  EXPECT_EQ(*r.result.find_fact("tags"), "x,y");
  EXPECT_EQ(r.result.find_reading("took_seconds")->unit, "s");
  EXPECT_EQ(r.result.times.due_wall, engine::virtual_clock::default_wall);
  EXPECT_EQ(seen.stages, std::vector<std::string>{"m looking"});
}

TEST_F(scheduler, first_polls_of_a_few_are_a_second_apart) {
  apply(monitors(10, "interval = \"1m\""));
  EXPECT_EQ(stage().polls.size(), 1u);
  host->advance(time, 5s);
  EXPECT_EQ(stage().polls.size(), 6u);
  host->advance(time, 4s);
  EXPECT_EQ(stage().polls.size(), 10u);
}

TEST_F(scheduler, first_polls_of_many_are_spread_over_the_interval) {
  apply(monitors(200, "interval = \"1m\""));
  for (int i = 1; i < 6; ++i) {
    host->advance(time, 10s - 1ms);
    EXPECT_NEAR(static_cast<double>(stage().polls.size()), i * 200 / 6.0, 1) << i;
    host->advance(time, 1ms);
  }
  host->advance(time, 10s - 1ms);
  EXPECT_EQ(stage().polls.size(), 200u);
  EXPECT_EQ(seen.count("m199"), 1u);
  host->advance(time, 1min);
  EXPECT_EQ(stage().polls.size(), 400u);
}

TEST_F(scheduler, monitors_of_one_device_begin_together) {
  const std::string on_both = "devices = [\"a\", \"b\"]\ninterval = \"1m\"";
  const std::string devices = "[devices.a]\naddress = \"x\"\n[devices.b]\naddress = \"y\"\n";
  apply(devices + monitor("m", on_both) + monitor("n", on_both));
  EXPECT_EQ(seen.count("m@a") + seen.count("n@a"), 2u);
  EXPECT_EQ(stage().polls.size(), 2u);
  host->advance(time, 1s);
  EXPECT_EQ(stage().polls.size(), 4u);
  host->advance(time, 1min);
  EXPECT_EQ(stage().polls.size(), 8u);
}

TEST_F(scheduler, a_herd_of_one_device_is_spread_too) {
  apply("[devices.a]\naddress = \"x\"\n" + monitors(100, "devices = [\"a\"]\ninterval = \"1m\""));
  EXPECT_EQ(stage().polls.size(), 32u);
  host->advance(time, 2s);
  EXPECT_EQ(stage().polls.size(), 96u);
  host->advance(time, 1s);
  EXPECT_EQ(stage().polls.size(), 100u);
}

TEST_F(scheduler, a_thousand_due_at_once_are_all_polled) {
  restart({.spread_ms = 0});
  apply(monitors(1000, ""));
  EXPECT_EQ(seen.reports.size(), 1000u);
  host->advance(time, 5min);
  EXPECT_EQ(seen.reports.size(), 2000u);
}

TEST_F(scheduler, error_of_a_plugin_is_unknown_with_its_words) {
  apply(monitor("m", "act = \"error\""));
  const auto& r = seen.reports.at(0).result;
  EXPECT_EQ(r.state, health::unknown);
  EXPECT_EQ(r.verdict, "error");
  EXPECT_EQ(r.summary, "play 42: the curtain is down (act)");
  EXPECT_EQ(r.error->status, WP_E_IO);
}

TEST_F(scheduler, instance_that_cannot_be_activated_is_unknown_and_tried_again) {
  stage().refuse_activation = true;
  apply(monitor("m", "interval = \"1m\""));
  ASSERT_FALSE(seen.reports.empty());
  EXPECT_EQ(seen.reports.back().result.summary, "play 1: the stage is closed");
  stage().refuse_activation = false;
  host->advance(time, 1min);
  EXPECT_EQ(seen.reports.back().result.state, health::ok);
  EXPECT_EQ(stage().active, 1);
}

TEST_F(scheduler, engine_may_run_on_a_thread_of_its_own) {
  apply(monitor("m", "interval = \"1m\""));
  {
    engine::engine_thread thread(*host);
    EXPECT_EQ(thread.call([&] { return host->instances().size(); }), 1u);
    thread.call([&] { host->advance(time, 3min); });
    EXPECT_EQ(thread.call([&] { return seen.reports.size(); }), 4u);
  }
  EXPECT_TRUE(host->stop());
}

TEST_F(scheduler, poll_is_cancelled_at_its_deadline) {
  apply_held(monitor("m", "act = \"hold\"\ntimeout = \"10s\""), 1);
  host->advance(time, 9'999ms, 1ms);
  EXPECT_TRUE(seen.reports.empty());
  host->advance(time, 1ms);
  ASSERT_EQ(seen.reports.size(), 1u);
  EXPECT_EQ(seen.reports[0].result.error->status, WP_E_CANCELLED);
  EXPECT_EQ(seen.reports[0].result.times.took_ms(), 10'000);
}

TEST_F(scheduler, deaf_plugin_is_overdue_after_the_grace) {
  apply_held(monitor("m", "act = \"stuck\"\ntimeout = \"10s\"\ninterval = \"1m\""), 1);
  host->advance(time, 12s, 1ms);
  ASSERT_EQ(seen.reports.size(), 1u);
  EXPECT_EQ(seen.reports[0].result.verdict, "overdue");
  EXPECT_EQ(seen.reports[0].result.state, health::unknown);
  host->advance(time, 5min, 1ms);
  EXPECT_EQ(stage().polls.size(), 1u) << "no second poll beside the first";
  EXPECT_EQ(host->find("m")->missed_slots(), 5);
  stage().stuck.clear();  // answers at last
  host->settle();
  EXPECT_EQ(seen.reports.size(), 1u) << "was booked already";
  host->advance(time, 1min, 1ms);
  EXPECT_EQ(stage().polls.size(), 2u);
}

TEST_F(scheduler, slow_poll_makes_the_next_slot_fall_out) {
  apply_held(monitor("m", "act = \"stuck\"\ntimeout = \"60s\"\ninterval = \"10s\""), 1);
  host->advance(time, 25s, 1ms);
  stage().stuck.clear();
  host->settle();
  host->advance(time, 5s);
  ASSERT_EQ(stage().polls.size(), 2u);
  EXPECT_EQ(stage().polls[1].run.due_ms, start_ + 30'000) << "still on the grid";
  EXPECT_EQ(host->find("m")->missed_slots(), 2);
}

TEST_F(scheduler, rerun_comes_between_the_slots) {
  apply(monitor("m", "act = \"again\"\nrerun = \"20s\"\ninterval = \"1m\""));
  host->advance(time, 60s);
  std::vector<std::pair<std::int64_t, std::uint32_t>> polls;
  for (const auto& p : stage().polls) polls.emplace_back(p.run.due_ms - start_, p.run.reason);
  EXPECT_EQ(polls, (std::vector<std::pair<std::int64_t, std::uint32_t>>{{0, WP_RUN_SCHEDULED},
                                                                        {20'000, WP_RUN_AGAIN},
                                                                        {40'000, WP_RUN_AGAIN},
                                                                        {60'000, WP_RUN_SCHEDULED}}));
}

TEST_F(scheduler, jump_over_many_slots_polls_once_with_the_latest) {
  apply(monitor("m", "interval = \"1m\""));
  time.advance(10min + 7s);
  host->settle();
  ASSERT_EQ(stage().polls.size(), 2u);
  EXPECT_EQ(stage().polls[1].run.due_ms, start_ + 600'000);
  host->advance(time, 53s);
  EXPECT_EQ(stage().polls.size(), 3u);
}

TEST_F(scheduler, restart_polls_neither_early_nor_twice) {
  apply(monitor("m", "interval = \"5m\""));
  host->stop();
  time.advance(2min);
  restart();
  apply(monitor("m", "interval = \"5m\""));
  host->advance(time, 3min - 1ms);
  EXPECT_EQ(stage().polls.size(), 1u);
  host->advance(time, 1ms);
  EXPECT_EQ(stage().polls.size(), 2u);
  EXPECT_EQ(*seen.reports.back().result.find_fact("polls"), "2") << "the plugin's state went on";
}

TEST_F(scheduler, restart_after_a_long_pause_polls_at_once) {
  apply(monitor("m", "interval = \"5m\""));
  host->stop();
  time.advance(1h);
  restart();
  apply(monitor("m", "interval = \"5m\""));
  EXPECT_EQ(stage().polls.size(), 2u);
}

TEST_F(scheduler, interval_zero_is_polled_only_by_hand) {
  apply(monitor("m", "interval = 0"));
  host->advance(time, 24h);
  EXPECT_TRUE(stage().polls.empty());
  bool asked = false;
  ASSERT_TRUE(
      host->poll_now("m", [&](const engine::report& r) { asked = r.reason == engine::run_reason::manual; }));
  EXPECT_FALSE(host->poll_now("m", nullptr)) << "one at a time";
  host->settle();
  EXPECT_TRUE(asked);
}

TEST_F(scheduler, unknown_instance_is_named) {
  apply(monitor("flow", ""));
  const auto out = host->poll_now("flaw", nullptr);
  ASSERT_FALSE(out);
  EXPECT_NE(out.error().text.find("no instance 'flaw', did you mean 'flow'?"), std::string::npos);
}

TEST_F(scheduler, results_are_in_the_history) {
  apply(monitor("m", "interval = \"1m\""));
  host->advance(time, 2min);
  const auto all = state->history({.instance = "m"});
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 3u);
  EXPECT_EQ(all->front().result.times.finished_wall, time.wall_ms());
  EXPECT_EQ(*all->front().result.find_fact("polls"), "3");
}

TEST_F(scheduler, stop_cancels_and_deactivates) {
  restart({.spread_ms = 0});
  apply_held(monitor("a", "act = \"hold\"") + monitor("b", ""), 2);
  EXPECT_EQ(stage().active, 2);
  EXPECT_TRUE(host->stop());
  EXPECT_EQ(stage().active, 0);
  EXPECT_EQ(seen.count("a"), 0u) << "nobody asks for what was cancelled by the stop";
}

TEST_F(scheduler, plugin_that_does_not_let_go_is_abandoned) {
  apply_held(monitor("m", "act = \"mute_leave\""), 1);
  EXPECT_FALSE(host->stop(10ms));
  EXPECT_NE(log.all().find("is abandoned"), std::string::npos);
  stage().stuck.clear();  // late answers of the abandoned lead nowhere
  host.reset();
}

TEST_F(scheduler, secret_never_reaches_the_log) {
  apply(monitor("m", "net.password = \"hunter2hunter2\"\nact = \"warning\""));
  EXPECT_NE(log.all().find("polled with password ***"), std::string::npos);
  EXPECT_EQ(log.all().find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace watchpost::test
