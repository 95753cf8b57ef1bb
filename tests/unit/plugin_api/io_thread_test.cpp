#include "process_facts.hpp"

#include <watchpost/cpp/host/operation.hpp>
#include <watchpost/cpp/io_thread.hpp>

#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <signal.h>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

using namespace watchpost;
using plugin::io_thread;

class IoThread : public testing::Test {
 protected:
  void SetUp() override {
    std::thread([] {}).join();  // a sanitizer's own thread comes with the first one
  }
  void TearDown() override {
    close();
    EXPECT_EQ(test::thread_names().count("watchpost-io"), 0u);
  }
  /// What the module does in close().
  static void close() { plugin::detail::run_hook(plugin::detail::before_close); }

  plugin::op op(std::promise<wp_status>& answered) {
    return plugin::op(all_.make([&](host::answer a) { answered.set_value(a.status); }).abi());
  }
  static void wait_on(io_thread& io) {
    std::promise<void> reached;
    ASSERT_TRUE(io.post([&] { reached.set_value(); }));
    reached.get_future().wait();
  }
  host::operations all_;
};

TEST_F(IoThread, one_thread_for_all_users) {
  const auto before = test::thread_count();
  io_thread a;
  io_thread b;
  ASSERT_FALSE(a.start());
  ASSERT_FALSE(a.start()) << "twice is once";
  ASSERT_FALSE(b.start());
  wait_on(a);
  EXPECT_EQ(test::thread_count(), before + 1);
  EXPECT_EQ(test::thread_names().count("watchpost-io"), 1u);
  EXPECT_EQ(&a.context(), &b.context());
  a.stop();
  EXPECT_FALSE(a.started());
  wait_on(b);
  EXPECT_FALSE(a.post([] {})) << "stopped";
  b.stop();
  close();
  EXPECT_EQ(test::thread_count(), before);
}

TEST_F(IoThread, blocks_every_signal_and_restores_ours) {
  io_thread io;
  ASSERT_FALSE(io.start());
  sigset_t ours;
  pthread_sigmask(SIG_SETMASK, nullptr, &ours);
  EXPECT_EQ(sigismember(&ours, SIGTERM), 0);
  std::promise<bool> blocked;
  io.post([&] {
    sigset_t set;
    pthread_sigmask(SIG_SETMASK, nullptr, &set);
    blocked.set_value(sigismember(&set, SIGTERM) == 1 && sigismember(&set, SIGPIPE) == 1 &&
                      sigismember(&set, SIGCHLD) == 1);
  });
  EXPECT_TRUE(blocked.get_future().get());
  io.stop();
}

TEST_F(IoThread, answers_the_last_op_when_sockets_and_timers_are_gone) {
  const auto descriptors = test::descriptor_count();
  io_thread io;
  ASSERT_FALSE(io.start());
  auto timer = std::make_shared<boost::asio::steady_timer>(io.context(), std::chrono::hours(1));
  bool dropped = false;
  struct witness {
    bool* gone;
    ~witness() { *gone = true; }
  };
  io.post([&, timer]() mutable {
    timer->async_wait([t = timer, w = std::unique_ptr<witness>(new witness{&dropped})](auto) {});
    timer.reset();
  });
  timer.reset();
  std::promise<wp_status> answered;
  std::size_t at_answer = 0;
  bool dropped_at_answer = false;
  io.stop(plugin::op(all_.make([&](host::answer a) {
                           at_answer = test::descriptor_count();
                           dropped_at_answer = dropped;
                           answered.set_value(a.status);
                         })
                         .abi()));
  EXPECT_EQ(answered.get_future().get(), WP_OK);
  EXPECT_TRUE(dropped_at_answer) << "what was still pending is destroyed before";
  EXPECT_EQ(at_answer, descriptors);
}

TEST_F(IoThread, an_op_that_is_not_the_last_is_answered_too) {
  io_thread a;
  io_thread b;
  ASSERT_FALSE(a.start());
  ASSERT_FALSE(b.start());
  std::atomic<int> order{0};
  int queued = 0;
  a.post([&] { queued = ++order; });
  std::promise<wp_status> answered;
  a.stop(op(answered));
  EXPECT_EQ(answered.get_future().get(), WP_OK);
  EXPECT_EQ(queued, 1);
  wait_on(b);
  b.stop();
  std::promise<wp_status> idle;
  b.stop(op(idle));
  EXPECT_EQ(idle.get_future().get(), WP_OK) << "not taking part: answered at once";
}

TEST_F(IoThread, may_be_started_from_inside_the_last_answer) {
  io_thread first;
  io_thread second;
  ASSERT_FALSE(first.start());
  std::promise<bool> started;
  first.stop(plugin::op(all_.make([&](host::answer) {
                              plugin::detail::run_hook(plugin::detail::after_destroy);
                              started.set_value(!second.start());
                            })
                            .abi()));
  ASSERT_TRUE(started.get_future().get());
  wait_on(second);
  second.stop();
}

TEST_F(IoThread, a_throwing_handler_ends_nothing) {
  io_thread io;
  ASSERT_FALSE(io.start());
  std::promise<wp_status> dropped;
  io.post([o = op(dropped)] { throw std::runtime_error("lost"); });
  EXPECT_EQ(dropped.get_future().get(), WP_E_ABANDONED);
  wait_on(io);
  io.stop();
}

TEST_F(IoThread, an_instance_that_forgets_to_stop_does_not_keep_the_thread) {
  {
    io_thread io;
    ASSERT_FALSE(io.start());
  }
  close();
  EXPECT_EQ(test::thread_names().count("watchpost-io"), 0u);
}

TEST_F(IoThread, comes_and_goes_from_many_threads) {
  std::vector<std::thread> hosts;
  for (int n = 0; n < 4; ++n) {
    hosts.emplace_back([this] {
      for (int i = 0; i < 200; ++i) {
        io_thread io;
        ASSERT_FALSE(io.start());
        io.post([] {});
        std::promise<wp_status> answered;
        io.stop(op(answered));
        ASSERT_EQ(answered.get_future().get(), WP_OK);
        plugin::detail::run_hook(plugin::detail::after_destroy);
      }
    });
  }
  for (auto& h : hosts) h.join();
}

}  // namespace
