// When a poll waits for the disk, and that a poll which came to no verdict leaves all to the next one.
#include "scene.h"

#include <gtest/gtest.h>

namespace watchpost::email_monitor::test {
namespace {

class Commits : public scene, public ::testing::WithParamInterface<account_type> {
 protected:
  Commits() : scene(GetParam()) {}

  int commits_of_a_step() {
    const int before = state.commits;
    step();
    return state.commits - before;
  }

  // A poll that is stopped when it has deleted what it found and tries to submit.
  poll_report stopped_step() {
    const auto rule = w.server->refuse_recipient("*", 450, "4.7.1 Greylisted");
    const auto began = w.clock->now();
    mail::net::cancellation stop;
    const auto reports = w.polls({{.on = &state, .config = config, .cancel = stop}}, [&] {
      if (w.clock->now() - began > 3s && w.in_mailbox() == 0) stop.raise();
    });
    w.server->remove_rule(rule);
    w.move(world::interval);
    return reports.front();
  }
};

INSTANTIATE_TEST_SUITE_P(Account, Commits, ::testing::Values(account_type::imap, account_type::pop3),
                         [](const auto& p) { return p.param == account_type::imap ? "Imap" : "Pop3"; });

TEST_P(Commits, APollWaitsForTheDiskTwice) {
  step();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(commits_of_a_step(), 2) << "found one, sent one";
    EXPECT_EQ(last.own_deleted, 1u);
  }
  w.server->set_delivery_delay(10 * world::interval);
  step();
  EXPECT_EQ(commits_of_a_step(), 2) << "found none, sent one";
}

TEST_P(Commits, WhatAStoppedPollFoundIsToldByTheNextOne) {
  step();
  const auto report = stopped_step();
  EXPECT_TRUE(report.cancelled);
  EXPECT_EQ(report.own_deleted, 1u);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_EQ(last.seen.arrivals.size(), 1u);
  EXPECT_EQ(last.own_deleted, 0u);
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_EQ(last.seen.arrivals.size(), 1u) << "of the last poll alone";
}

TEST_P(Commits, ALossThatAStoppedPollSawIsToldByTheNextOne) {
  w.server->drop_next(1);
  step();
  EXPECT_TRUE(stopped_step().cancelled);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
  EXPECT_EQ(last.seen.lost.size(), 1u);
  EXPECT_EQ(step().verdict, verdict::up);
}

}  // namespace
}  // namespace watchpost::email_monitor::test
