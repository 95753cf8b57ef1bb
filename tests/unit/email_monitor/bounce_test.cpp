// A mail server's delivery report of a probe, as the diagnosis.
#include "email_monitor/bounce.h"

#include "scene.h"

namespace watchpost::email_monitor::test {
namespace {

mail::message::delivery_report of_two() {
  mail::message::delivery_report r;
  r.reporting_mta = "mx1.example";
  r.recipients = {{"other@b.example", "failed", "5.2.2", "552 5.2.2 full", "mx2.example"},
                  {"Probe@A.example", "delayed", "4.4.1", "connect timed out", ""}};
  return r;
}

TEST(BounceText, IsAboutOurRecipientOrTheFirstThatFailed) {
  EXPECT_EQ(about(of_two(), "probe@a.example").action, "delayed");
  EXPECT_EQ(about(of_two(), "probe@a.example").host, "mx1.example") << "no remote server: who reports";
  EXPECT_FALSE(about(of_two(), "probe@a.example").ends());
  const bounce other = about(of_two(), "alias@a.example");
  EXPECT_TRUE(other.ends());
  EXPECT_EQ(other.host, "mx2.example");
  EXPECT_EQ(to_string(other), "mx2.example: 552 5.2.2 full");
  EXPECT_EQ(about({}, "x").action, "");
}

TEST(BounceText, SaysSomethingOfASilentReport) {
  EXPECT_EQ(to_string(bounce{}), "a mail server: no reason given");
}

class Bounce : public ::testing::TestWithParam<account_type> {
 protected:
  Bounce() : w(GetParam()), config(w.default_configuration()) {}

  judgement step() {
    const auto report = w.poll(state, config);
    EXPECT_TRUE(report);
    if (!report) return {};
    last = *report;
    w.move(world::interval);
    return judge(last.seen);
  }
  void bounce_next(int count = 1) {
    w.server->add_rule({.what = sandbox::rule::effect::bounce, .times = count});
  }

  world w;
  configuration config;
  disk state;
  poll_report last;
};
INSTANTIATE_TEST_SUITE_P(Account, Bounce, ::testing::Values(account_type::imap, account_type::pop3),
                         [](const auto& p) { return p.param == account_type::imap ? "Imap" : "Pop3"; });

TEST_P(Bounce, EndsItsProbeAndIsDeletedWithIt) {
  bounce_next();
  step();
  auto j = step();
  EXPECT_EQ(j.verdict, verdict::bounced) << j.summary;
  EXPECT_TRUE(last.seen.lost.empty());
  EXPECT_EQ(last.own_deleted, 1u);
  EXPECT_EQ(w.in_mailbox(), 1u) << "the probe of that poll";
  for (int i = 0; i < 2; ++i) {
    j = step();
    EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  }
}

TEST_P(Bounce, ThatComesAfterTheLossStillTellsWhy) {
  bounce_next();
  step();
  const auto all = w.server->messages(world::user);
  ASSERT_EQ(all.size(), 1u);
  w.server->remove(world::user, all[0].uid);
  EXPECT_EQ(step().verdict, verdict::lost);
  w.server->inject(world::user, all[0].bytes);
  EXPECT_EQ(step().verdict, verdict::bounced);
  EXPECT_EQ(last.seen.bounced.at(0).sequence, 1u);
}

TEST_P(Bounce, OfADelayIsToldAndEndsNothing) {
  config.delivery_deadline = 3 * world::interval;
  bounce_next();
  step();
  auto all = w.server->messages(world::user);
  ASSERT_EQ(all.size(), 1u);
  w.server->remove(world::user, all[0].uid);
  w.server->inject(world::user, replaced(all[0].bytes, "Action: failed", "Action: delayed"));
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::pending) << j.summary;
  EXPECT_NE(j.summary.find("probe 1 is delayed, says localhost"), std::string::npos) << j.summary;
  EXPECT_EQ(last.own_deleted, 1u);
  EXPECT_EQ(step().verdict, verdict::up) << "of the second probe";
  EXPECT_EQ(step().verdict, verdict::lost) << "of the first one";
}

TEST_P(Bounce, OfAForgedProbeIsLeftAlone) {
  bounce_next();
  step();
  auto all = w.server->messages(world::user);
  ASSERT_EQ(all.size(), 1u);
  w.server->remove(world::user, all[0].uid);
  std::string forged = all[0].bytes;
  for (auto at = forged.find("wp1."); at != std::string::npos; at = forged.find("wp1.", at + 1)) {
    char& digit = forged[forged.find_first_of("@\r", at) - 1];
    digit = digit == '0' ? '1' : '0';
  }
  w.server->inject(world::user, forged);
  EXPECT_EQ(step().verdict, verdict::lost);
  EXPECT_EQ(last.own_deleted, 0u);
  EXPECT_EQ(last.false_ones.forged, 1u);
}

// The process dies at its n-th commit of the poll that finds the report.
TEST_P(Bounce, AKillAtAnyCommitTellsTheTruth) {
  for (const auto how : {disk::death::before, disk::death::after}) {
    for (int n = 0; n < 6; ++n) {
      SCOPED_TRACE(std::string(how == disk::death::before ? "before" : "after") + " commit " +
                   std::to_string(n));
      state = {};
      bounce_next();
      step();
      state.how = how;
      state.commits_to_live = n;
      const auto survived = w.poll(state, config);
      if (survived) {
        state.how = disk::death::none;
        EXPECT_EQ(judge(survived->seen).verdict, verdict::bounced);
      }
      w.move(world::interval);
      for (int i = 0; i < 3; ++i) {
        const auto j = step();
        EXPECT_NE(j.verdict, verdict::lost) << i << ": " << j.summary;
        for (const auto& a : last.seen.arrivals) EXPECT_NE(a.sequence, 1u);
        EXPECT_TRUE(i == 0 || j.verdict == verdict::up) << i << ": " << j.summary;
      }
      EXPECT_EQ(w.in_mailbox(), 1u);
      for (const auto& m : w.server->messages(world::user)) w.server->remove(world::user, m.uid);
    }
  }
}

TEST_P(Bounce, EndsTheWaitOfASinglePoll) {
  config.mode = poll_mode::same_poll;
  bounce_next();
  const auto before = w.clock->now();
  const auto report = w.poll(state, config);
  ASSERT_TRUE(report);
  EXPECT_EQ(judge(report->seen).verdict, verdict::bounced);
  EXPECT_LT(w.clock->now() - before, 10s);
  EXPECT_EQ(w.in_mailbox(), 0u);
}

}  // namespace
}  // namespace watchpost::email_monitor::test
