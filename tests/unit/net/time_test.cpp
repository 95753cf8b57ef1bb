#include "client.h"
#include "mail/net/internals.h"
#include "mail/net/recent.h"
#include "support/manual_clock.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace watchpost::mail::net {
namespace {

using namespace std::chrono_literals;
using test::scripted_session;

// Runs ten times as fast as real time.
class fast_clock final : public net::clock {
 public:
  instant now() const override {
    return std::chrono::duration_cast<instant>(std::chrono::steady_clock::now() - start_) * 10;
  }
  std::chrono::milliseconds wall() const override { return now(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

TEST(timer, expires_in_order_of_its_clock) {
  boost::asio::io_context loop;
  test::manual_clock clock;
  timer_queue queue{loop.get_executor(), clock};
  std::string order;
  timer a{queue, [&] { order += 'a'; }}, b{queue, [&] { order += 'b'; }}, c{queue, [&] { order += 'c'; }};
  const instant start = clock.now();
  a.expires_at(start + 30s);
  b.expires_at(start + 10s);
  c.expires_at(start + 20s);
  c.cancel();
  EXPECT_EQ(queue.next(), start + 10s);
  queue.look();
  EXPECT_EQ(order, "");
  clock.advance(10s);
  queue.look();
  EXPECT_EQ(order, "b");
  clock.advance(1h);
  b.expires_at(clock.now());
  queue.look();
  EXPECT_EQ(order, "bab");
  EXPECT_EQ(queue.next(), std::nullopt);
}

TEST(timer, leaves_the_loop_when_nobody_waits) {
  boost::asio::io_context loop;
  test::manual_clock clock;
  timer_queue queue{loop.get_executor(), clock};
  {
    timer t{queue, [] {}};
    t.expires_at(clock.now() + 1h);
    EXPECT_EQ(loop.poll(), 0U);
    EXPECT_FALSE(loop.stopped());
  }
  loop.poll();
  EXPECT_TRUE(loop.stopped());
}

TEST(timer, asks_its_clock_again_when_real_time_has_passed) {
  boost::asio::io_context loop;
  test::manual_clock clock;
  timer_queue queue{loop.get_executor(), clock};
  bool expired = false;
  timer t{queue, [&] { expired = true; }};
  t.expires_at(clock.now() + 1ms);
  loop.run_one();
  EXPECT_FALSE(expired) << "the clock stood still";
  clock.advance(1ms);
  loop.run_one();
  EXPECT_TRUE(expired);
}

TEST(timer, follows_a_clock_of_another_speed) {
  boost::asio::io_context loop;
  const fast_clock clock;
  timer_queue queue{loop.get_executor(), clock};
  bool expired = false;
  timer t{queue, [&] { expired = true; }};
  t.expires_at(clock.now() + 20ms);
  loop.run();
  EXPECT_TRUE(expired);
}

TEST(timer, may_be_set_again_by_itself) {
  boost::asio::io_context loop;
  test::manual_clock clock;
  timer_queue queue{loop.get_executor(), clock};
  int count = 0;
  std::optional<timer> t;
  t.emplace(queue, [&] {
    if (++count < 3) t->expires_at(clock.now() + 1s);
  });
  t->expires_at(clock.now() + 1s);
  for (int i = 0; i < 5; ++i) {
    clock.advance(1s);
    queue.look();
  }
  EXPECT_EQ(count, 3);
}

TEST(wait_until, ends_exactly_then) {
  scripted_session s("");
  const instant when = s.clock().now() + 20min;
  const auto got = s.run([&](auto& net, auto cancel, auto&) { return wait_until(net, when, cancel); });
  EXPECT_TRUE(got);
  EXPECT_EQ(s.clock().now(), when);
}

TEST(wait_until, does_not_wait_for_the_past) {
  scripted_session s("");
  const instant before = s.clock().now();
  EXPECT_TRUE(s.run([&](auto& net, auto cancel, auto&) { return wait_until(net, before, cancel); }));
  EXPECT_EQ(s.clock().now(), before);
}

TEST(memory, is_kept_per_service_and_bounded) {
  boost::asio::io_context loop;
  const test::manual_clock clock;
  network net{loop.get_executor(), clock};
  net.remembered({"a", 25}, tls_mode::none).lockstep = true;
  net.remembered({"a", 25}, tls_mode::starttls).capabilities = "PIPELINING";
  EXPECT_TRUE(net.remembered({"a", 25}, tls_mode::none).lockstep);
  EXPECT_EQ(net.remembered({"a", 25}, tls_mode::none).capabilities, "");
  EXPECT_EQ(net.remembered({"a", 25}, tls_mode::starttls).capabilities, "PIPELINING");
  EXPECT_FALSE(net.remembered({"a", 26}, tls_mode::none).lockstep);
  for (std::uint16_t port = 1; port <= 2000; ++port) {
    net.remembered({"b", port}, tls_mode::none).lockstep = true;
    EXPECT_TRUE(net.remembered({"a", 25}, tls_mode::none).lockstep) << "used all the time";
  }
  EXPECT_EQ(net.internals().memories.size(), 1024U);
  EXPECT_EQ(net.remembered({"a", 25}, tls_mode::starttls).capabilities, "") << "not used for long";
}

}  // namespace
}  // namespace watchpost::mail::net
