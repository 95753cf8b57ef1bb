// Events on their way to notifier instances: order, retries, restarts, and the states of monitors.
#include "engine/dispatcher.h"

#include "alarm_event.h"
#include "listening_world.h"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

namespace watchpost::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr const char* one_listener = "[monitors.ops]\ntype = \"listening\"\ninterval = 0\n";

std::string acting_as(const std::string& act) {
  return "[monitors.m]\ntype = \"acting\"\nnet.target = \"localhost\"\nnet.password = \"hunter2-secret\"\n"
         "interval = \"1m\"\ndescription = \"The m\"\nact = \"" +
         act + "\"\n";
}

class dispatcher_test : public listening_world {
 protected:
  void raise(const std::string& key) {
    host->events().raise(alarm_event(key));
    host->settle();
  }
};

TEST_F(dispatcher_test, an_instance_that_is_never_polled_gets_events) {
  apply(one_listener);
  raise("a");
  ASSERT_EQ(hall().heard.size(), 1u);
  EXPECT_EQ(hall().heard[0].instance, "ops");
  EXPECT_EQ(hall().heard[0].what, alarm_event("a"));
  host->advance(time, 1h, 1ms);
  EXPECT_EQ(hall().heard.size(), 1u);
  EXPECT_TRUE(seen.reports.empty()) << "it has no polls";
}

TEST_F(dispatcher_test, a_notifier_without_polls_needs_no_interval_of_zero) {
  apply("[monitors.ops]\ntype = \"listening\"\ninterval = \"1m\"\n");
  host->advance(time, 10min, 1ms);
  EXPECT_TRUE(seen.reports.empty());
  raise("a");
  EXPECT_EQ(hall().keys(), "a");
}

TEST_F(dispatcher_test, every_notifier_gets_every_event) {
  apply(std::string(one_listener) + "[monitors.night]\ntype = \"listening\"\ninterval = 0\n");
  raise("a");
  std::multiset<std::string> who;
  for (const auto& h : hall().heard) who.insert(h.instance);
  EXPECT_EQ(who, (std::multiset<std::string>{"night", "ops"}));
}

TEST_F(dispatcher_test, one_event_at_a_time_in_order) {
  hall().hold = true;
  apply(one_listener);
  for (const auto* key : {"a", "b", "c"}) host->events().raise(alarm_event(key));
  ASSERT_TRUE(host->run_until([] { return hall().held.size() == 1; }, 1min));
  for (std::size_t n = 1; n <= 3; ++n) {
    EXPECT_EQ(hall().heard.size(), n);
    hall().held[n - 1].done();
    if (n < 3) {
      ASSERT_TRUE(host->run_until([n] { return hall().held.size() == n + 1; }, 1min));
    }
  }
  hall().hold = false;
  host->settle();
  EXPECT_EQ(hall().keys(), "a b c");
}

TEST_F(dispatcher_test, a_refused_event_comes_again_later_and_before_the_next) {
  hall().refuse = 2;
  apply(one_listener);
  host->events().raise(alarm_event("a"));
  host->events().raise(alarm_event("b"));
  host->settle();
  EXPECT_EQ(hall().keys(), "a");
  host->advance(time, 999ms, 1ms);
  EXPECT_EQ(hall().keys(), "a");
  host->advance(time, 1ms);
  EXPECT_EQ(hall().keys(), "a a");
  host->advance(time, 2s);
  EXPECT_EQ(hall().keys(), "a a a b");
  EXPECT_NE(log.all().find("warning ops: an event could not be told (play 3: the disk is full); again in 1s"),
            std::string::npos)
      << log.all();
}

TEST_F(dispatcher_test, the_pause_grows_to_five_minutes) {
  hall().refuse = 100;
  apply(one_listener);
  raise("a");
  host->advance(time, 2h);
  const auto before = hall().heard.size();
  host->advance(time, 1h);
  EXPECT_EQ(hall().heard.size() - before, 12u);
}

TEST_F(dispatcher_test, an_event_without_an_answer_is_cancelled_and_comes_again) {
  hall().hold = true;
  apply(one_listener);
  host->events().raise(alarm_event("a"));
  ASSERT_TRUE(host->run_until([] { return hall().held.size() == 1; }, 1min));
  hall().hold = false;
  host->advance(time, 30s, 1ms);
  EXPECT_EQ(hall().keys(), "a");
  EXPECT_FALSE(hall().held[0]) << "it was cancelled";
  host->advance(time, 1s);
  EXPECT_EQ(hall().keys(), "a a");
  EXPECT_NE(log.all().find("error ops: no answer to an event within 30s"), std::string::npos) << log.all();
}

TEST_F(dispatcher_test, a_deaf_instance_gets_nothing_more_until_it_answers) {
  hall().hold = hall().deaf = true;
  apply(one_listener);
  host->events().raise(alarm_event("a"));
  ASSERT_TRUE(host->run_until([] { return hall().held.size() == 1; }, 1min));
  host->advance(time, 10min, 1ms);
  EXPECT_EQ(hall().keys(), "a");
  hall().hold = false;
  hall().held[0].done();
  raise("b");
  EXPECT_EQ(hall().keys(), "a b") << "the late answer counts";
}

TEST_F(dispatcher_test, events_wait_for_the_next_start) {
  hall().refuse = 1;
  apply(one_listener);
  raise("a");
  host->events().raise(alarm_event("b"));
  host->stop();
  restart();
  apply(one_listener);
  EXPECT_EQ(hall().keys(), "a a b");
  restart();
  apply(one_listener);
  EXPECT_EQ(hall().keys(), "a a b") << "what was completed does not come again";
}

TEST_F(dispatcher_test, an_event_under_way_comes_again_after_a_reload) {
  hall().hold = true;
  apply(one_listener);
  host->events().raise(alarm_event("a"));
  ASSERT_TRUE(host->run_until([] { return hall().held.size() == 1; }, 1min));
  hall().hold = false;
  apply(std::string(one_listener) + "word = \"changed\"\n");
  EXPECT_EQ(hall().keys(), "a a");
}

TEST_F(dispatcher_test, who_left_gets_nothing) {
  apply(one_listener);
  apply("");
  raise("a");
  apply(one_listener);
  EXPECT_EQ(hall().keys(), "");
}

TEST_F(dispatcher_test, activation_is_tried_again) {
  hall().refuse_activation = true;
  apply(one_listener);
  raise("a");
  EXPECT_EQ(hall().keys(), "");
  hall().refuse_activation = false;
  host->advance(time, 1min);
  EXPECT_EQ(hall().keys(), "a");
}

TEST_F(dispatcher_test, raise_may_be_called_by_any_thread) {
  apply(one_listener);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < 25; ++i)
        host->events().raise(alarm_event("t" + std::to_string(t) + "." + std::to_string(i)));
    });
  }
  for (auto& t : threads) t.join();
  host->settle();
  std::set<std::string> keys;
  for (const auto& h : hall().heard) keys.insert(h.what.key);
  EXPECT_EQ(keys.size(), 100u);
  EXPECT_EQ(hall().heard.size(), 100u);
}

TEST_F(dispatcher_test, a_monitor_that_changes_its_state_is_an_event) {
  apply(one_listener + acting_as("ok"));
  EXPECT_EQ(seen.count("m"), 1u);
  EXPECT_TRUE(hall().heard.empty()) << "well at first";
  apply(one_listener + acting_as("critical"));
  host->advance(time, 1min);
  host->advance(time, 1min);
  ASSERT_EQ(hall().heard.size(), 1u) << "two polls, one change";
  const auto& what = hall().heard[0].what;
  EXPECT_EQ(what.kind, plugin::event_kind::monitor_state);
  EXPECT_EQ(what.source, "m");
  EXPECT_EQ(what.title, "The m");
  EXPECT_EQ(what.state, plugin::state::critical);
  EXPECT_EQ(what.former_state, plugin::state::ok);
  EXPECT_EQ(what.value, "acted");
  EXPECT_EQ(what.text, "acted on localhost");
  EXPECT_EQ(what.wall_ms, seen.reports[1].result.times.finished_wall);
  EXPECT_EQ(what.alarm, "");
  apply(one_listener + acting_as("ok"));
  host->advance(time, 1min);
  ASSERT_EQ(hall().heard.size(), 2u);
  EXPECT_EQ(hall().heard[1].what.state, plugin::state::ok);
}

TEST_F(dispatcher_test, the_alarm_of_a_point_is_told_and_its_end) {
  apply(std::string(one_listener) + R"(
[[points]]
id = "level"
kind = "analog"
unit = "m"
value = 2.0
alarm = { high = 4.0, delay = "3s", text = "level out of range" }
)");
  ASSERT_TRUE(host->points().force("level", point::value(4.5), nullptr));
  host->advance(time, 5s);
  ASSERT_EQ(hall().keys(), "point:level:1:raised");
  EXPECT_EQ(hall().heard[0].what.value, "4.5 m");
  EXPECT_EQ(hall().heard[0].what.alarm, "1");
  ASSERT_TRUE(host->points().force("level", point::value(3.0), nullptr));
  host->advance(time, 5s);
  EXPECT_EQ(hall().keys(), "point:level:1:raised point:level:1:cleared");
}

TEST_F(dispatcher_test, pending_is_no_state) {
  apply(one_listener + acting_as("pending"));
  EXPECT_EQ(seen.count("m"), 1u);
  EXPECT_TRUE(hall().heard.empty());
}

TEST_F(dispatcher_test, a_poll_without_a_verdict_is_unknown) {
  apply(one_listener + acting_as("error"));
  ASSERT_EQ(hall().heard.size(), 1u);
  EXPECT_EQ(hall().heard[0].what.state, plugin::state::unknown);
  EXPECT_EQ(hall().heard[0].what.text, seen.reports[0].result.summary);
}

TEST_F(dispatcher_test, a_restart_repeats_no_state) {
  apply(one_listener + acting_as("warning"));
  EXPECT_EQ(hall().heard.size(), 1u);
  restart();
  apply(one_listener + acting_as("warning"));
  host->advance(time, 1min);
  EXPECT_EQ(seen.count("m"), 2u);
  EXPECT_EQ(hall().heard.size(), 1u);
}

// Processes that raise, store, deliver and complete events are killed at random instants. Whatever was
// reported durable must have been heard in the end, the first times in the order of the raising.
TEST(dispatcher_kill, no_event_is_lost_by_kill_9) {
  const auto folder = fs::temp_directory_path() / ("wp-events-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  const auto database = (folder / "state.db").string();
  const auto heard_file = (folder / "heard").string();
  // `from`: the number of the first event; negative: raises none, only drains. Never returns to gtest.
  const auto work = [&](int from, int report_to) {
    engine::null_logger log;
    engine::catalogue plugins(log);
    plugins.add_module(listening_module, "listening");
    auto state = engine::open_store(database);
    if (!state) _exit(1);
    std::ofstream heard(heard_file, std::ios::app);
    hall().on_event = [&](const heard_event& h) { heard << h.what.key << std::endl; };
    engine::real_clock time;
    engine::engine host({time, **state, log, plugins});
    (void)host.apply(config_of(one_listener));
    host.settle();
    for (int i = from; from >= 0; ++i) {
      (*state)->events().raise(alarm_event(std::to_string(i)), [i, report_to](const abi::error* why) {
        if (why == nullptr && ::write(report_to, &i, sizeof i) < 0) _exit(2);
      });
      host.events().nudge();
      host.settle();
    }
    host.stop();
    host.settle();
  };
  std::mt19937 chance(20240501);  // NOLINT(cert-msc51-cpp): the same instants in every run
  int last = -1;
  std::vector<int> reported;
  for (int round = 0; round < 12; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const auto child = fork();
    if (child == 0) {
      close(ends[0]);
      work(last + 1 + round, ends[1]);
      _exit(0);
    }
    close(ends[1]);
    const auto enough = last + round + 1 + static_cast<int>(chance() % 20);
    const auto read_one = [&] {
      if (::read(ends[0], &last, sizeof last) != sizeof last) return false;
      return reported.push_back(last), true;
    };
    while (last < enough && read_one()) {
    }
    kill(child, SIGKILL);
    while (read_one()) {
    }
    close(ends[0]);
    waitpid(child, nullptr, 0);
  }
  const auto child = fork();
  if (child == 0) {
    work(-1, -1);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  std::vector<int> first_times;
  std::set<int> known;
  std::ifstream in(heard_file);
  for (int key = 0; in >> key;) {
    if (known.insert(key).second) first_times.push_back(key);
  }
  EXPECT_TRUE(std::is_sorted(first_times.begin(), first_times.end()));
  for (const int key : reported) EXPECT_TRUE(known.contains(key)) << key;
  EXPECT_GT(reported.size(), 50u);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace watchpost::test
