// Whole polls against the sandbox: what they say, what they delete, and what a kill at any commit leaves
// behind.
#include "email_monitor/round_trip.h"

#include "scene.h"

#include <gtest/gtest.h>

namespace watchpost::email_monitor::test {
namespace {

class RoundTrip : public scene, public ::testing::WithParamInterface<account_type> {
 protected:
  RoundTrip() : scene(GetParam()) {}
};

INSTANTIATE_TEST_SUITE_P(Account, RoundTrip, ::testing::Values(account_type::imap, account_type::pop3),
                         [](const auto& p) { return p.param == account_type::imap ? "Imap" : "Pop3"; });

TEST_P(RoundTrip, FirstUpThenUpWithAMeasuredDelivery) {
  w.server->set_delivery_delay(7s);
  auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_TRUE(last.seen.first);
  EXPECT_EQ(w.in_mailbox(), 1u);
  for (int i = 0; i < 3; ++i) {
    j = step();
    EXPECT_EQ(j.verdict, verdict::up) << j.summary;
    ASSERT_EQ(last.seen.arrivals.size(), 1u);
    ASSERT_TRUE(last.seen.arrivals[0].delivery);
    EXPECT_NEAR(*last.seen.arrivals[0].delivery, 7, 1);
    EXPECT_EQ(last.own_deleted, 1u);
    EXPECT_EQ(w.in_mailbox(), 1u);
  }
}

TEST_P(RoundTrip, ADroppedProbeIsLostOnceAndTheNextOneRecovers) {
  w.server->drop_next(1);
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_EQ(step().verdict, verdict::lost);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
}

TEST_P(RoundTrip, AProbeThatComesAfterItWasLostIsLateAndDeletedAndNeverUp) {
  w.server->set_delivery_delay(90s);
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_EQ(step().verdict, verdict::lost);
  w.server->set_delivery_delay(0s);
  w.server->drop_next(1);
  const auto j = step();  // the first one is there, the second one was lost
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
  ASSERT_EQ(last.seen.arrivals.size(), 1u);
  EXPECT_TRUE(last.seen.arrivals[0].late);
  EXPECT_EQ(last.own_deleted, 1u);
}

TEST_P(RoundTrip, ADeadlineLongerThanTheIntervalKeepsProbesPending) {
  config.delivery_deadline = 150s;
  w.server->set_delivery_delay(100s);
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_EQ(step().verdict, verdict::pending);
  EXPECT_EQ(step().verdict, verdict::up);
}

// Hosts round and clocks are slewed: a poll that is due a little early for the clock is still the next poll.
TEST_P(RoundTrip, APollThatIsEarlyByAHairStillJudges) {
  w.server->drop_next(1);
  const auto first = w.poll(state, config);
  ASSERT_TRUE(first);
  w.move(world::interval - 40ms);
  EXPECT_EQ(step().verdict, verdict::lost);
}

TEST_P(RoundTrip, ForeignMailIsNeitherTouchedNorReadTwice) {
  for (int i = 0; i < 20; ++i)
    w.server->inject(world::user, "Subject: foreign " + std::to_string(i) + "\r\n\r\nbody\r\n", "INBOX",
                     i % 2 ? std::vector<std::string>{"\\Flagged"} : std::vector<std::string>{});
  const auto before = w.server->messages(world::user);
  EXPECT_EQ(step().verdict, verdict::up);
  w.server->inject(world::user, "Subject: one more\r\n\r\nbody\r\n");
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_EQ(last.foreign_seen, 1u);
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_EQ(last.foreign_seen, 0u);
  const auto after = w.server->messages(world::user);
  ASSERT_GE(after.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].uid, before[i].uid);
    EXPECT_EQ(after[i].flags, before[i].flags);
    EXPECT_EQ(after[i].bytes, before[i].bytes);
  }
}

TEST_P(RoundTrip, TwoInstancesShareAnAccount) {
  disk other;
  for (int i = 0; i < 4; ++i) {
    const auto theirs = w.poll(other, config);
    ASSERT_TRUE(theirs);
    EXPECT_EQ(judge(theirs->seen).verdict, verdict::up);
    EXPECT_EQ(step().verdict, verdict::up);
  }
  EXPECT_EQ(w.in_mailbox(), 2u);
}

TEST_P(RoundTrip, ARefusedSubmissionIsDownAndNothingIsLostLater) {
  w.server->refuse_recipient("*", 550, "5.1.1 no such user");
  EXPECT_EQ(step().verdict, verdict::down);
  EXPECT_NE(judge(last.seen).summary.find("550"), std::string::npos) << judge(last.seen).summary;
  w.server->clear_rules();
  EXPECT_EQ(step().verdict, verdict::pending);
  EXPECT_EQ(step().verdict, verdict::up);
}

TEST_P(RoundTrip, AWrongPasswordOfTheMailboxIsDownAndNamesTheSetting) {
  config.retrieval.user.password = "wrong";
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::down);
  EXPECT_NE(j.summary.find("mail.password"), std::string::npos) << j.summary;
  EXPECT_EQ(j.summary.find("wrong"), std::string::npos);
}

TEST_P(RoundTrip, ProbesPileUpToABoundWhileTheMailboxIsClosed) {
  config.retrieval.user.password = "wrong";
  for (int i = 0; i < 40; ++i) step();
  EXPECT_TRUE(last.seen.withheld);
  EXPECT_EQ(w.in_mailbox(), 32u);
  config.retrieval.user.password = "secret";
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_EQ(last.own_deleted, 32u);
  EXPECT_EQ(w.in_mailbox(), 1u);
}

TEST_P(RoundTrip, SamePollWaitsForItsOwnProbe) {
  config.mode = poll_mode::same_poll;
  w.server->set_delivery_delay(5s);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_EQ(w.in_mailbox(), 0u);
  ASSERT_EQ(last.seen.arrivals.size(), 1u);
  EXPECT_GE(*last.seen.arrivals[0].delivery, 4);
}

TEST_P(RoundTrip, SamePollSaysLostByItsDeadline) {
  config.mode = poll_mode::same_poll;
  config.delivery_deadline = 10s;
  w.server->drop_next(1);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
}

TEST_P(RoundTrip, ARenumberedMailboxLosesNothing) {
  EXPECT_EQ(step().verdict, verdict::up);
  const auto kept = w.server->messages(world::user);
  w.server->reset_folder(world::user);
  for (const auto& m : kept) w.server->inject(world::user, m.bytes);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_EQ(last.own_deleted, 1u);
}

// The process dies at its n-th commit of the second poll; whatever it had done, the polls after it tell the
// truth.
TEST_P(RoundTrip, AKillAtAnyCommitLosesNothingAndLiesNever) {
  for (const auto how : {disk::death::before, disk::death::after}) {
    for (int n = 0; n < 6; ++n) {
      SCOPED_TRACE(std::string(how == disk::death::before ? "before" : "after") + " commit " +
                   std::to_string(n));
      state = {};
      EXPECT_EQ(step().verdict, verdict::up);
      state.how = how;
      state.commits_to_live = n;
      if (w.poll(state, config)) state.how = disk::death::none;  // it has fewer commits than that
      w.move(world::interval);
      for (int i = 0; i < 3; ++i) {
        const auto j = step();
        EXPECT_TRUE(j.verdict == verdict::up || (i == 0 && j.verdict == verdict::pending))
            << i << ": " << j.summary;
        for (const auto& a : last.seen.arrivals) EXPECT_FALSE(a.late);
      }
      EXPECT_EQ(w.in_mailbox(), 1u);  // the probe of the last poll
      for (const auto& m : w.server->messages(world::user)) w.server->remove(world::user, m.uid);
    }
  }
}

}  // namespace
}  // namespace watchpost::email_monitor::test
