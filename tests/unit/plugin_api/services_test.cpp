#include "fake_host.hpp"

#include <watchpost/cpp/services.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace watchpost;
using test::fake_host;
using testing::ElementsAre;
using testing::Pair;

TEST(HostRef, log_levels) {
  fake_host fake;
  const plugin::host_ref host(fake.abi());
  EXPECT_EQ(host.name(), "fake 1.0");
  EXPECT_EQ(host.instance(), "unit");
  fake.level = WP_LOG_WARNING;
  host.debug("one");
  host.info("two");
  host.warning("three");
  host.error("four");
  EXPECT_FALSE(fake.logged("one"));
  EXPECT_FALSE(fake.logged("two"));
  EXPECT_TRUE(fake.logged("three"));
  EXPECT_TRUE(fake.logged("four"));
}

TEST(Clock, is_the_hosts) {
  fake_host fake;
  plugin::clock clock{plugin::host_ref(fake.abi())};
  EXPECT_EQ(clock.wall_ms(), fake.wall);
  fake.mono += 5;
  EXPECT_EQ(clock.mono_ms(), 1'005);
}

TEST(Clock, watch_is_replaced_and_ends_with_the_clock) {
  fake_host fake;
  int first = 0;
  int second = 0;
  {
    plugin::clock clock{plugin::host_ref(fake.abi())};
    clock.watch([&] { ++first; });
    fake.jumped(fake.jumped_ctx);
    clock.watch([&] {
      ++second;
      throw std::runtime_error("swallowed");
    });
    fake.jumped(fake.jumped_ctx);
    EXPECT_EQ(first, 1);
    EXPECT_EQ(second, 1);
  }
  EXPECT_EQ(fake.jumped, nullptr);
}

TEST(Clock, falls_back_to_the_machines) {
  fake_host fake;
  fake.has_clock = false;
  plugin::clock clock{plugin::host_ref(fake.abi())};
  EXPECT_GT(clock.wall_ms(), 1'600'000'000'000);
  const auto before = clock.mono_ms();
  EXPECT_GE(clock.mono_ms(), before);
  clock.watch([] {});
}

class State : public testing::Test {
 protected:
  void commit(const std::vector<plugin::edit>& edits) {
    store().commit(edits, [this](plugin::status f) {
      ++calls_;
      failed_ = std::move(f);
    });
    fake_.join();
  }
  plugin::state_store store() { return plugin::state_store{plugin::host_ref(fake_.abi())}; }
  fake_host fake_;
  int calls_ = 0;
  plugin::status failed_;
};

TEST_F(State, commits_and_loads) {
  using plugin::edit;
  commit({edit::set("probe.1", std::string("a\0b", 3)), edit::set("probe.2", ""), edit::set("key", "k")});
  EXPECT_EQ(calls_, 1);
  EXPECT_FALSE(failed_);
  EXPECT_THAT(*store().load("probe."),
              ElementsAre(Pair("probe.1", std::string("a\0b", 3)), Pair("probe.2", "")));
  commit({edit::remove("probe.1"), edit::remove("unknown")});
  EXPECT_EQ(store().load()->size(), 2u);
  EXPECT_TRUE(store().available());
}

TEST_F(State, failures_reach_the_callback_once) {
  fake_.commit_status = WP_E_IO;
  commit({plugin::edit::set("a", "b")});
  EXPECT_EQ(calls_, 1);
  EXPECT_EQ(failed_->status, WP_E_IO);
  EXPECT_EQ(failed_->text, "no space left");
  fake_.accept_commit = WP_E_LIMIT;
  commit({plugin::edit::set("a", "b")});
  EXPECT_EQ(calls_, 2);
  EXPECT_EQ(failed_->status, WP_E_LIMIT);
  fake_.load_status = WP_E_IO;
  EXPECT_EQ(store().load().error().status, WP_E_IO);
}

TEST_F(State, what_a_callback_throws_is_swallowed) {
  store().commit({}, [](plugin::status) { throw std::runtime_error("swallowed"); });
  fake_.join();
}

TEST_F(State, a_host_without_a_store) {
  fake_.has_state = false;
  commit({});
  EXPECT_EQ(calls_, 1);
  EXPECT_EQ(failed_->status, WP_E_UNSUPPORTED);
  EXPECT_EQ(store().load().error().status, WP_E_UNSUPPORTED);
  EXPECT_FALSE(store().available());
}

}  // namespace
