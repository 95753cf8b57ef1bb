// Look-ups side by side, against a resolver that answers when the test likes.
#include "mail/net/internals.h"
#include "mail/net/resolve.h"
#include "support/held_names.h"
#include "support/manual_clock.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <list>

namespace watchpost::mail::net {
namespace {

using namespace std::chrono_literals;
using found = result<std::vector<boost::asio::ip::tcp::endpoint>>;

task<found> look_up(network& net, std::string name, instant deadline) {
  guard under{net.internals().timers, cancellation{}, {}};
  under.until(deadline);
  const endpoint server{name, 25};
  co_return co_await resolve(net, server, under);
}

class Lookups : public ::testing::Test {
 protected:
  // No session outlives its network.
  void TearDown() override {
    if (net_) pass(1h);
  }

  // Empty until it is answered.
  std::optional<found>& ask(const std::string& name, instant patience = 30s) {
    std::optional<found>& out = answers_.emplace_back();
    boost::asio::co_spawn(*loop_, look_up(*net_, name, clock_.now() + patience),
                          [&out](const std::exception_ptr&, found got) { out = std::move(got); });
    return out;
  }
  void ask_held(std::size_t names, instant patience = 30s) {
    for (std::size_t i = 0; i < names; ++i) ask("held-" + std::to_string(i), patience);
    do_what_is_ready();
  }

  void do_what_is_ready() {
    while (loop_->poll() > 0) {
    }
  }
  void release_all(int answer) {
    resolver_->release(answer);
    resolver_.reset();
    do_what_is_ready();
    for (const auto& each : answers_) ASSERT_NO_FATAL_FAILURE(work_until(each));
  }
  std::size_t begun() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < lookups::most; ++i) count += resolver_->asked("held-" + std::to_string(i));
    return count;
  }
  void work_until(const std::optional<found>& there) {
    while (!there) ASSERT_GT(loop_->run_one_for(1min), 0u) << "no answer";
  }
  void pass(instant time) {
    clock_.advance(time);
    net_->time_jumped();
    do_what_is_ready();
  }

  std::optional<test::held_names> resolver_{std::in_place};
  std::list<std::optional<found>> answers_;
  std::optional<boost::asio::io_context> loop_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_{loop_->get_executor()};
  test::manual_clock clock_;
  std::optional<network> net_{std::in_place, loop_->get_executor(), clock_};
};

TEST_F(Lookups, a_name_without_an_answer_keeps_nobody_from_others) {
  ask_held(lookups::most - 1);
  const auto& quick = ask("known-a");
  ASSERT_NO_FATAL_FAILURE(work_until(quick));
  ASSERT_TRUE(*quick) << quick->error();
  ASSERT_EQ((*quick)->size(), 1u);
  EXPECT_EQ((*quick)->front().address().to_string(), "127.0.0.1");
  EXPECT_EQ((*quick)->front().port(), 25);
}

TEST_F(Lookups, all_who_ask_for_a_name_share_one_look_up_each_with_its_own_deadline) {
  const auto& hasty = ask("held-a", 5s);
  const auto& patient = ask("held-a", 10s);
  do_what_is_ready();
  pass(5s);
  ASSERT_TRUE(hasty);
  EXPECT_EQ(hasty->error().why, cause::timeout);
  EXPECT_EQ(hasty->error().detail, "no answer from the resolver for 'held-a'");
  EXPECT_FALSE(patient);
  const auto& late = ask("held-a", 10s);
  do_what_is_ready();
  ASSERT_TRUE(resolver_->wait_until_held(1));
  resolver_->release(EAI_NONAME);
  ASSERT_NO_FATAL_FAILURE(work_until(patient));
  ASSERT_NO_FATAL_FAILURE(work_until(late));
  EXPECT_EQ(patient->error().why, cause::unresolved);
  EXPECT_EQ(late->error().why, cause::unresolved);
  EXPECT_EQ(resolver_->asked("held-a"), 1u);
}

TEST_F(Lookups, no_answer_is_kept) {
  work_until(ask("known-a"));
  work_until(ask("known-a"));
  EXPECT_EQ(resolver_->asked("known-a"), 2u);
}

TEST_F(Lookups, waits_for_a_thread_where_all_are_taken) {
  ask_held(lookups::most);
  const auto& waits = ask("known-a");
  const auto& gives_up = ask("known-b", 5s);
  do_what_is_ready();
  ASSERT_TRUE(resolver_->wait_until_held(lookups::most));
  pass(5s);
  ASSERT_TRUE(gives_up);
  EXPECT_EQ(gives_up->error().why, cause::timeout);
  EXPECT_EQ(gives_up->error().detail,
            "'known-b' was not looked up: 32 other names wait for an answer from the resolver");
  EXPECT_FALSE(waits);
  resolver_->release();
  ASSERT_NO_FATAL_FAILURE(work_until(waits));
  EXPECT_TRUE(*waits) << waits->error();
  EXPECT_EQ(resolver_->asked("known-b"), 0u);
}

TEST_F(Lookups, names_without_an_answer_the_last_time_take_half_of_the_threads) {
  ask_held(lookups::most, 5s);
  ASSERT_TRUE(resolver_->wait_until_held(lookups::most));
  pass(5s);
  release_all(EAI_NONAME);  // too late, nobody waits

  resolver_.emplace();
  ask_held(lookups::most);
  ASSERT_TRUE(resolver_->wait_until_held(lookups::most / 2));
  ASSERT_NO_FATAL_FAILURE(work_until(ask("known-a")));
  EXPECT_EQ(begun(), lookups::most / 2);
  release_all(EAI_NONAME);  // these were waited for

  resolver_.emplace();
  ask_held(lookups::most);
  ASSERT_TRUE(resolver_->wait_until_held(lookups::most));
}

TEST_F(Lookups, a_network_that_goes_leaves_a_hanging_thread_alone) {
  ask_held(2, 5s);
  ASSERT_TRUE(resolver_->wait_until_held(2));
  pass(5s);
  net_.reset();
  busy_.reset();
  loop_.reset();
  resolver_.reset();
  for (const auto& each : answers_) EXPECT_EQ(each->error().why, cause::timeout);
}

}  // namespace
}  // namespace watchpost::mail::net
