#include "email_monitor/journal.h"

#include "world.h"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

namespace watchpost::email_monitor::test {
namespace {

namespace asio = boost::asio;
using problem = std::optional<std::string>;

// Answers when it is told to.
class slow_storage final : public storage {
 public:
  void store(edits changes, answer done) override {
    latest.clear();
    for (const auto& e : changes) latest[e.key] = e.value.value_or("-");
    waiting = std::move(done);
  }
  void say(problem config) { std::exchange(waiting, nullptr)(std::move(config)); }

  std::map<std::string, std::string> latest;
  answer waiting;
};
using stored = std::map<std::string, std::string>;

class Journal : public ::testing::Test {
 protected:
  struct pending {
    bool over = false;
    problem why;
  };
  std::shared_ptr<pending> commit(edits changes) {
    auto p = std::make_shared<pending>();
    asio::co_spawn(loop, durable.commit(net, std::move(changes), clock.now() + 1s),
                   [p](const std::exception_ptr&, const problem& why) {
                     p->over = true;
                     p->why = why;
                   });
    loop.restart();
    loop.poll();
    return p;
  }
  void say(problem config) {
    disk.say(std::move(config));
    loop.restart();
    loop.poll();
  }
  void time_runs_out() {
    clock.advance(2s);
    net.time_jumped();
    loop.restart();
    loop.poll();
  }

  asio::io_context loop;
  manual_clock clock;
  mail::net::network net{loop.get_executor(), clock};
  slow_storage disk;
  journal durable{disk};
};

TEST_F(Journal, WhatFailedGoesWithTheNextCommitAndWhatIsNewerWins) {
  const auto first = commit({{"a", "1"}, {"b", "1"}});
  durable.owe({{"b", "2"}});
  say("full");
  EXPECT_EQ(first->why, "full");
  EXPECT_TRUE(durable.behind());
  const auto second = commit({{"c", std::nullopt}});
  EXPECT_EQ(disk.latest, (stored{{"a", "1"}, {"b", "2"}, {"c", "-"}}));
  say(std::nullopt);
  EXPECT_TRUE(second->over);
  EXPECT_EQ(second->why, std::nullopt);
  EXPECT_FALSE(durable.behind());
}

TEST_F(Journal, NothingToStoreIsNotStored) {
  EXPECT_TRUE(commit({})->over);
  EXPECT_FALSE(disk.waiting);
}

TEST_F(Journal, ACommitThatIsNotAnsweredEndsWithItsTimeAndKeepsTheNextOneWaiting) {
  const auto first = commit({{"a", "1"}});
  EXPECT_FALSE(first->over);
  time_runs_out();
  EXPECT_TRUE(first->over);
  EXPECT_TRUE(first->why);
  const auto second = commit({{"b", "1"}});
  EXPECT_EQ(disk.latest, (stored{{"a", "1"}})) << "one at a time";
  say(std::nullopt);
  EXPECT_EQ(disk.latest, (stored{{"b", "1"}}));
  EXPECT_FALSE(second->over);
  say(std::nullopt);
  EXPECT_TRUE(second->over);
  EXPECT_FALSE(second->why);
}

TEST_F(Journal, ACommitBehindOneThatIsNeverAnsweredEndsWithItsTimeToo) {
  commit({{"a", "1"}});
  time_runs_out();
  const auto second = commit({{"b", "1"}});
  time_runs_out();
  EXPECT_TRUE(second->over);
  EXPECT_TRUE(second->why);
  say("full");
  commit({});
  EXPECT_EQ(disk.latest, (stored{{"a", "1"}, {"b", "1"}}));
  say(std::nullopt);
}

}  // namespace
}  // namespace watchpost::email_monitor::test
