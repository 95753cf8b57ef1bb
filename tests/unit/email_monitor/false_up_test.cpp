// What must never look like mail that flows, each rule with its number.
#include "scene.h"

namespace watchpost::email_monitor::test {
namespace {

class FalseUp : public scene {};

TEST_F(FalseUp, U1_TheFirstPollSaysThatNothingIsVerifiedYetOrIsPending) {
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up);
  EXPECT_NE(j.summary.find("arrival is checked from the next poll on"), std::string::npos) << j.summary;
  state = {};
  config.first_poll_is_up = false;
  EXPECT_EQ(step().verdict, verdict::pending);
}

TEST_F(FalseUp, U1_OnlyTheVeryFirstPollIsUpWithoutAnArrival) {
  w.server->refuse_recipient("*", 550, "5.1.1 no such user");
  EXPECT_EQ(step().verdict, verdict::down);
  w.server->clear_rules();
  const auto j = step();  // the first submission that succeeds, at the second poll
  EXPECT_EQ(j.verdict, verdict::pending) << j.summary;
}

TEST_F(FalseUp, U2_SilenceIsLostAfterOneIntervalByDefault) {
  w.server->drop_recipient("*");
  EXPECT_EQ(step().verdict, verdict::up);
  for (int i = 0; i < 3; ++i) {
    const auto j = step();
    EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
    EXPECT_EQ(j.state, WP_STATE_CRITICAL);
  }
}

TEST_F(FalseUp, U2_TooManyOutstandingProbesDoNotKeepTheOldestFromBeingLost) {
  config.delivery_deadline = 40 * world::interval;
  w.server->drop_recipient("*");
  judgement j = step();
  for (int i = 0; i < 39; ++i) {
    j = step();
    EXPECT_EQ(j.verdict, verdict::pending) << i << ": " << j.summary;
  }
  EXPECT_TRUE(last.seen.withheld);
  EXPECT_EQ(step().verdict, verdict::lost);
}

TEST_F(FalseUp, U3_AProbeThatWasFoundBeforeCountsOnce) {
  step();
  const auto first = w.server->messages(world::user).front().bytes;
  w.server->drop_next(1);
  EXPECT_EQ(step().verdict, verdict::up);
  put(first);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
  EXPECT_EQ(last.false_ones.replayed, 1u);
  EXPECT_EQ(last.own_deleted, 1u);
}

TEST_F(FalseUp, U3_ForeignMailThatLooksLikeAProbeIsNone) {
  w.server->drop_next(1);
  step();
  put("From: probe@sandbox.test\r\nSubject: Mail flow probe 1 of test\r\nMessage-ID: <wp1.1@sandbox.test>\r\n"
      "\r\nwp1.1.1.1.1\r\n");
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
  EXPECT_EQ(last.own_deleted, 0u);
  EXPECT_EQ(last.foreign_seen, 1u);
}

TEST_F(FalseUp, U4_AForgedSealIsCountedAndNeverUp) {
  step();
  std::string forged = take();
  const auto seal = forged.find("Watchpost-Probe: wp1.");
  ASSERT_NE(seal, std::string::npos);
  char& digit = forged[forged.find("\r\n", seal) - 1];
  digit = digit == '0' ? '1' : '0';
  put(forged);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
  EXPECT_EQ(last.false_ones.forged, 1u);
  EXPECT_EQ(last.own_deleted, 0u);
  EXPECT_EQ(w.in_mailbox(), 2u);  // it and the new probe
  const auto r = result();
  EXPECT_TRUE(std::any_of(r.readings.begin(), r.readings.end(),
                          [](const auto& m) { return m.metric == "forged" && m.value == 1; }));
}

TEST_F(FalseUp, U4_AReplayIsNoArrivalOfANewerProbe) {
  step();
  const auto first = w.server->messages(world::user).front().bytes;
  step();
  take();
  for (int i = 0; i < 3; ++i) put(first);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
  EXPECT_EQ(last.false_ones.replayed, 3u);
}

// The state of an earlier time uses sequences again: what was sealed then proves nothing for what is sent
// now.
TEST_F(FalseUp, U4_AfterTheStateWasRestoredAnOldProbeOfTheSameNumberIsNone) {
  step();
  const disk earlier = state;
  step();
  const auto second = take();
  state = earlier;
  w.server->drop_next(1);
  step();
  put(second);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
  EXPECT_EQ(last.false_ones.replayed, 1u);
}

TEST_F(FalseUp, U5_AnAutomaticReplyThatCarriesTheSealIsNoArrivalAndLeftAlone) {
  step();
  const auto probe = without_field(take(), "Auto-Submitted");
  put(with_field(probe, "Auto-Submitted: auto-replied"));
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
  EXPECT_EQ(last.false_ones.answers, 1u);
  EXPECT_EQ(last.own_deleted, 0u);
}

TEST_F(FalseUp, U5_AReplyThatQuotesTheProbeIsNoArrival) {
  step();
  const std::string probe = take();
  const auto seal = probe.substr(probe.find("\r\nwp1.") + 2);
  put("From: probe@sandbox.test\r\nSubject: Re: Mail flow probe 1 of test\r\nMessage-ID: <1@else.test>\r\n"
      "\r\n> " +
      seal);
  put("From: probe@sandbox.test\r\nSubject: Re: Mail flow probe 1 of test\r\nMessage-ID: <2@else.test>\r\n"
      "In-Reply-To: <wp1>\r\n\r\n" +
      seal);
  put("From: other@sandbox.test\r\nSubject: Fw: Mail flow probe 1 of test\r\nMessage-ID: <3@else.test>\r\n"
      "\r\n" +
      seal);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
  EXPECT_EQ(last.own_deleted, 0u);
}

TEST_F(FalseUp, U5_ADeliveryReportOfTheProbeIsDownWithItsStatus) {
  w.server->bounce_recipient("*");
  EXPECT_EQ(step().verdict, verdict::up);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::bounced) << j.summary;
  EXPECT_EQ(j.state, WP_STATE_CRITICAL);
  EXPECT_EQ(j.on.enhanced_code, "5.1.1");
  EXPECT_EQ(j.on.reply_code, 550);
  EXPECT_NE(j.summary.find("550 5.1.1"), std::string::npos) << j.summary;
}

TEST_F(FalseUp, U5_ADeliveryReportThatReturnsNoSealOfOursIsForeign) {
  w.server->bounce_recipient("*");
  step();
  auto report = take();
  ASSERT_NE(report.find("multipart/report"), std::string::npos);
  while (report.find("wp1.") != std::string::npos) report = replaced(report, "wp1.", "wp1x");
  put(report);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
  EXPECT_EQ(last.own_deleted, 0u);
}

TEST_F(FalseUp, U6_AProbeInTheJunkFolderIsAWarningThatNamesTheFolder) {
  w.server->junk_recipient("*");
  step();
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::junk) << j.summary;
  EXPECT_EQ(j.state, WP_STATE_WARNING);
  EXPECT_NE(j.summary.find("in Junk, the folder for junk"), std::string::npos) << j.summary;
  EXPECT_EQ(fact("folder"), "Junk");
}

TEST_F(FalseUp, U7_EveryPollWritesAVerdictWithItsTime) {
  step();
  EXPECT_EQ(step().verdict, verdict::up);
  const auto before = fact("time");
  EXPECT_EQ(before.substr(0, 17), "2026-11-22T10:32:") << before;
  w.server->set_unavailable(sandbox::protocol::imap, true);
  w.server->set_unavailable(sandbox::protocol::smtp, true);
  EXPECT_NE(step().verdict, verdict::up);
  EXPECT_GT(fact("time"), before);
}

TEST_F(FalseUp, U8_ACertificateThatNobodyTrustsIsDown) {
  config.submission.trust.ca_file.clear();
  config.retrieval.trust.ca_file.clear();
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::down) << j.summary;
  EXPECT_EQ(j.on.stage, "tls");
  EXPECT_NE(j.summary.find("certificate"), std::string::npos) << j.summary;
}

TEST_F(FalseUp, U8_GivingUpTheCheckStandsInEveryStatusLine) {
  config.submission.trust.verify = config.retrieval.trust.verify = false;
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_NE(result().summary.find("not verified (tls.verify = false)"), std::string::npos)
      << result().summary;
}

TEST_F(FalseUp, U9_AnAcceptedSubmissionIsNoDelivery) {
  config.delivery_deadline = 2 * world::interval;
  w.server->drop_recipient("*");
  step();
  auto j = step();
  EXPECT_TRUE(last.seen.submitted);
  EXPECT_EQ(j.verdict, verdict::pending) << j.summary;
  j = step();
  EXPECT_TRUE(last.seen.submitted);
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
}

TEST_F(FalseUp, U10_TheWayIsShownAndAProbeThatNeverLeftItsServerSaysSo) {
  step();
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_NE(fact("hop.1").find("localhost with ESMTPSA, TLS"), std::string::npos) << fact("hop.1");
  EXPECT_NE(fact("external_hop").find("no further than localhost"), std::string::npos);

  put(with_field(take(),
                 "Received: from localhost by mx.elsewhere.test with ESMTPS; "
                 "Sun, 22 Nov 2026 10:33:00 +0000"));
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_NE(fact("hop.2").find("mx.elsewhere.test"), std::string::npos);
  EXPECT_EQ(fact("external_hop"), "");
}

}  // namespace
}  // namespace watchpost::email_monitor::test
