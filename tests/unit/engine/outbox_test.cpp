// The events in the database: who gets them, in which order, until when.
#include "engine/outbox.h"

#include "alarm_event.h"
#include "engine/store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <unistd.h>

namespace watchpost::engine {
namespace {

namespace fs = std::filesystem;
using test::alarm_event;

class outbox_test : public ::testing::Test {
 protected:
  ~outbox_test() override {
    state.reset();
    fs::remove_all(folder);
  }

  void reopen() {
    state.reset();
    fs::create_directories(folder);
    auto opened = open_store((folder / "state.db").string());
    ASSERT_TRUE(opened) << to_text(opened.error());
    state = std::move(*opened);
  }

  abi::status raise(event what) {
    std::promise<abi::status> done;
    state->events().raise(std::move(what), [&](const abi::error* why) {
      done.set_value(why == nullptr ? std::nullopt : std::optional(*why));
    });
    return done.get_future().get();
  }

  std::optional<delivery> next(const std::string& instance, std::optional<std::int64_t> completed = {}) {
    std::promise<std::optional<delivery>> done;
    state->events().next(instance, completed, [&](abi::expected<std::optional<delivery>> found) {
      EXPECT_TRUE(found);
      done.set_value(std::move(found.value()));
    });
    return done.get_future().get();
  }

  std::string next_key(const std::string& instance) {
    const auto found = next(instance);
    return found ? found->what.key : "";
  }

  void judge(health state_now, std::int64_t at = 5) {
    state->events().judge({"mail@mx", "The mail of mx", state_now, "verdict", "summary", at}, nullptr);
  }

  fs::path folder = fs::temp_directory_path() / ("wp-outbox-" + std::to_string(::getpid()));
  store_ptr state = open_memory_store();
};

TEST_F(outbox_test, an_event_comes_out_as_it_went_in) {
  state->events().subscribe({"ops"}, nullptr);
  const auto put = alarm_event("a");
  ASSERT_FALSE(raise(put));
  const auto got = next("ops");
  ASSERT_TRUE(got);
  EXPECT_EQ(got->what, put);
}

TEST_F(outbox_test, each_subscriber_gets_all_events_in_their_order_until_it_completed_them) {
  state->events().subscribe({"day", "night"}, nullptr);
  for (const auto* key : {"a", "b", "c"}) ASSERT_FALSE(raise(alarm_event(key)));
  auto at = next("day");
  for (const auto* key : {"a", "b", "c"}) {
    ASSERT_TRUE(at);
    EXPECT_EQ(at->what.key, key);
    EXPECT_EQ(next_key("day"), key) << "it stays the first until it is completed";
    at = next("day", at->number);
  }
  EXPECT_FALSE(at);
  EXPECT_EQ(next_key("night"), "a");
  EXPECT_FALSE(next("nobody"));
}

TEST_F(outbox_test, a_key_is_taken_once) {
  state->events().subscribe({"ops"}, nullptr);
  ASSERT_FALSE(raise(alarm_event("a")));
  ASSERT_FALSE(raise(alarm_event("a")));
  const auto first = next("ops");
  EXPECT_FALSE(next("ops", first->number));
  ASSERT_FALSE(raise(alarm_event("a"))) << "also after it was completed";
  EXPECT_FALSE(next("ops"));
}

TEST_F(outbox_test, an_instance_gets_no_events_about_itself) {
  state->events().subscribe({"ops", "other"}, nullptr);
  ASSERT_FALSE(raise(alarm_event("a", "ops")));
  EXPECT_FALSE(next("ops"));
  EXPECT_EQ(next_key("other"), "a");
}

TEST_F(outbox_test, subscriptions_and_events_survive_the_process) {
  reopen();
  state->events().subscribe({"ops"}, nullptr);
  ASSERT_FALSE(raise(alarm_event("a")));
  reopen();
  ASSERT_FALSE(raise(alarm_event("b"))) << "by whoever opened the file, e.g. host_sim points set";
  const auto first = next("ops");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->what.key, "a");
  EXPECT_EQ(next("ops", first->number)->what.key, "b");
  reopen();
  EXPECT_EQ(next_key("ops"), "b");
}

TEST_F(outbox_test, what_waits_for_one_who_left_is_dropped) {
  state->events().subscribe({"day", "night"}, nullptr);
  ASSERT_FALSE(raise(alarm_event("a")));
  state->events().subscribe({"night"}, nullptr);
  state->events().subscribe({"day", "night"}, nullptr);
  EXPECT_FALSE(next("day"));
  EXPECT_EQ(next_key("night"), "a");
}

TEST_F(outbox_test, keys_are_bounded) {
  EXPECT_EQ(raise(alarm_event(""))->status, WP_E_LIMIT);
  EXPECT_EQ(raise(alarm_event(std::string(97, 'k')))->status, WP_E_LIMIT);
  EXPECT_FALSE(raise(alarm_event(std::string(96, 'k'))));
}

TEST_F(outbox_test, texts_are_made_one_safe_line) {
  state->events().subscribe({"ops"}, nullptr);
  auto wild = alarm_event("a");
  wild.text = "a\r\nBcc: b\x1b[31m\xff";
  ASSERT_FALSE(raise(wild));
  const auto got = next("ops")->what.text;
  EXPECT_EQ(got.find_first_of("\r\n\x1b\xff"), std::string::npos) << got;
}

TEST_F(outbox_test, the_oldest_go_when_there_are_too_many) {
  state->events().subscribe({"ops"}, nullptr);
  for (std::int64_t i = 0; i < most_events; ++i)
    state->events().raise(alarm_event("k" + std::to_string(i)), nullptr);
  EXPECT_EQ(next_key("ops"), "k0");
  ASSERT_FALSE(raise(alarm_event("one more")));
  EXPECT_EQ(next_key("ops"), "k1");
}

TEST_F(outbox_test, a_monitor_that_is_well_at_first_is_no_news) {
  state->events().subscribe({"ops"}, nullptr);
  judge(health::ok);
  judge(health::ok);
  EXPECT_FALSE(next("ops"));
}

TEST_F(outbox_test, each_change_of_a_monitor_is_told_once) {
  state->events().subscribe({"ops"}, nullptr);
  judge(health::critical, 7);
  judge(health::critical, 8);
  judge(health::ok, 9);
  judge(health::unknown, 10);
  const auto first = next("ops");
  ASSERT_TRUE(first);
  const event expected_first{.kind = event_kind::monitor_state,
                             .key = first->what.key,
                             .source = "mail@mx",
                             .title = "The mail of mx",
                             .state = abi::state::critical,
                             .former_state = abi::state::unknown,
                             .text = "summary",
                             .value = "verdict",
                             .wall_ms = 7,
                             .alarm = ""};
  EXPECT_EQ(first->what, expected_first);
  const auto second = next("ops", first->number);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->what.state, abi::state::ok);
  EXPECT_EQ(second->what.former_state, abi::state::critical);
  EXPECT_NE(second->what.key, first->what.key);
  const auto third = next("ops", second->number);
  ASSERT_TRUE(third);
  EXPECT_EQ(third->what.wall_ms, 10);
  EXPECT_FALSE(next("ops", third->number));
}

TEST_F(outbox_test, states_that_were_told_are_remembered) {
  reopen();
  state->events().subscribe({"ops"}, nullptr);
  judge(health::critical);
  const auto first = next("ops");
  EXPECT_FALSE(next("ops", first->number));
  reopen();
  judge(health::critical);
  EXPECT_FALSE(next("ops")) << "the restart is no news";
  judge(health::ok);
  EXPECT_TRUE(next("ops"));
}

}  // namespace
}  // namespace watchpost::engine
