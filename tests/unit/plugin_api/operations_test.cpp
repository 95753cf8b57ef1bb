#include "fake_host.hpp"

#include <watchpost/cpp/awaited.hpp>
#include <watchpost/cpp/host/operation.hpp>
#include <watchpost/cpp/operations.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <cstdint>
#include <future>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace watchpost;
using task = plugin::operations::task;

class Operations : public testing::Test {
 protected:
  struct asked {
    std::uint64_t id = 0;
    std::future<host::answer> answer;
  };

  void SetUp() override { ASSERT_FALSE(running_->start()); }
  void TearDown() override {
    if (running_->io().started()) {
      EXPECT_EQ(drained().status, WP_OK);
    }
    running_.reset();
    plugin::detail::run_hook(plugin::detail::before_close);
  }

  /// An op of the host's, and what becomes of it.
  std::pair<plugin::op, asked> op() {
    auto promise = std::make_shared<std::promise<host::answer>>();
    asked what{0, promise->get_future()};
    plugin::op made(all_.make([promise](host::answer a) { promise->set_value(std::move(a)); }).abi());
    what.id = made.id();
    return {std::move(made), std::move(what)};
  }
  /// Waits for its stop, says so, and ends.
  task until_stopped(plugin::op op, std::stop_token stop, std::string name) {
    boost::asio::steady_timer never(running_->io().context(), boost::asio::steady_timer::time_point::max());
    const std::stop_callback woken(std::move(stop), [&] { never.cancel(); });
    co_await never.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    ended_.push_back(std::move(name));
    op.fail({.status = WP_E_CANCELLED, .domain = "unit", .text = "stopped"});
  }
  asked launch(std::string name, std::int64_t deadline_ms = plugin::operations::no_deadline) {
    auto [made, what] = op();
    running_->launch(std::move(made), deadline_ms,
                     [this, name = std::move(name)](plugin::op answer, std::stop_token stop) {
                       return until_stopped(std::move(answer), std::move(stop), name);
                     });
    return std::move(what);
  }
  void spawn(std::string name) {
    on_the_thread([this, name = std::move(name)] {
      running_->spawn(
          [this, name](std::stop_token stop) { return until_stopped({}, std::move(stop), name); });
    });
  }
  template <class Step>
  void on_the_thread(Step step) {
    std::promise<void> done;
    ASSERT_TRUE(running_->io().post([&] {
      step();
      done.set_value();
    }));
    done.get_future().wait();
  }
  host::answer drained(std::function<task()> last = {}) {
    auto [made, what] = op();
    running_->drain(std::move(made), std::move(last));
    return what.answer.get();
  }
  static bool open(const asked& one) {
    return one.answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
  }

  test::fake_host host_;
  plugin::clock clock_{plugin::host_ref(host_.abi())};
  plugin::state_store store_{plugin::host_ref(host_.abi())};
  host::operations all_;
  const plugin::edits change_{plugin::edit::set("k", "v")};
  std::vector<std::string> ended_;  // on the I/O thread
  std::unique_ptr<plugin::operations> running_ =
      std::make_unique<plugin::operations>(plugin::host_ref(host_.abi()), clock_);
};

TEST_F(Operations, EndByTheHostsWishUntilTheirTimeIsOver) {
  asked in_time = launch("in time", host_.mono + 1), late = launch("late", host_.mono),
        other = launch("other");
  running_->cancel(in_time.id);
  running_->cancel(late.id);
  running_->cancel(4711);
  EXPECT_EQ(in_time.answer.get().status, WP_E_CANCELLED);
  on_the_thread([] {});
  EXPECT_TRUE(open(late));
  EXPECT_TRUE(open(other));
  EXPECT_EQ(drained().status, WP_OK);
  EXPECT_EQ(ended_, (std::vector<std::string>{"in time", "late", "other"}));
}

TEST_F(Operations, AreStoppedBeforeWhatTheInstanceDoesForItself) {
  spawn("loop");
  launch("poll");
  EXPECT_EQ(drained().status, WP_OK);
  EXPECT_EQ(ended_, (std::vector<std::string>{"poll", "loop"}));
}

TEST_F(Operations, AreOverBeforeTheLastThingIsDone) {
  launch("poll");
  const auto last = [this]() -> task {
    const plugin::status failed = co_await plugin::commit(running_->io(), store_, plugin::edits(change_));
    ended_.push_back(failed ? failed->text : "last");
  };
  EXPECT_EQ(drained(last).status, WP_OK);
  EXPECT_EQ(ended_, (std::vector<std::string>{"poll", "last"}));
  EXPECT_EQ(host_.state.entries.at("k"), "v");
}

TEST_F(Operations, ThatThrowAreLoggedAndAnswered) {
  auto [made, what] = op();
  running_->launch(std::move(made), plugin::operations::no_deadline, [](plugin::op, std::stop_token) -> task {
    throw std::runtime_error("no more room");
    co_return;
  });
  EXPECT_EQ(what.answer.get().status, WP_E_ABANDONED);
  EXPECT_EQ(drained().status, WP_OK);
  EXPECT_TRUE(host_.logged("an operation broke off: no more room"));
}

TEST_F(Operations, AreAbandonedOnceTheInstanceIsQuiet) {
  EXPECT_EQ(drained().status, WP_OK);
  asked late = launch("too late");
  EXPECT_EQ(late.answer.get().status, WP_E_ABANDONED);
  EXPECT_TRUE(ended_.empty());
}

TEST_F(Operations, GoOnOnTheirThreadWithWhatTheHostAnswers) {
  host_.commit_status = WP_E_IO;
  std::promise<std::pair<plugin::status, std::thread::id>> came;
  std::thread::id thread;
  on_the_thread([&] {
    thread = std::this_thread::get_id();
    running_->spawn([&](std::stop_token) -> task {
      plugin::status failed = co_await plugin::commit(running_->io(), store_, plugin::edits(change_));
      came.set_value({std::move(failed), std::this_thread::get_id()});
    });
  });
  const auto [failed, where] = came.get_future().get();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->text, "no space left");
  EXPECT_EQ(where, thread);
}

TEST_F(Operations, LearnAtOnceWhatTheHostRefuses) {
  host_.accept_commit = WP_E_LIMIT;
  std::promise<plugin::status> came;
  on_the_thread([&] {
    running_->spawn([&](std::stop_token) -> task {
      plugin::status failed = co_await plugin::commit(running_->io(), store_, plugin::edits(change_));
      came.set_value(std::move(failed));
    });
  });
  EXPECT_EQ(came.get_future().get()->status, WP_E_LIMIT);
}

}  // namespace
