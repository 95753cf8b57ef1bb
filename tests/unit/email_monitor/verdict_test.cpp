#include "plugins/email_monitor/verdict.h"

#include <watchpost/op.h>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace watchpost::email_monitor {
namespace {

using mail::cause;
using mail::failure;
using mail::stage;

failure failed(stage at, cause why) {
  failure f;
  f.at = at;
  f.why = why;
  return f;
}

observation later_poll() {
  observation seen;
  seen.submitted = true;
  seen.deadline = 60;
  seen.retrieval_server = "IMAP mx:993";
  seen.submission_server = "SMTP mx:25";
  return seen;
}

TEST(Verdict, FirstPollIsUpByDefaultAndSaysWhatItIsWorth) {
  observation seen = later_poll();
  seen.first = true;
  const auto j = judge(seen);
  EXPECT_EQ(j.is, verdict::up);
  EXPECT_NE(j.summary.find("first poll"), std::string::npos);
  seen.first_is_up = false;
  EXPECT_EQ(judge(seen).is, verdict::pending);
}

TEST(Verdict, AnArrivalIsUp) {
  observation seen = later_poll();
  seen.arrivals = {{.sequence = 3, .delivery = 2.5, .late = false}};
  const auto j = judge(seen);
  EXPECT_EQ(j.is, verdict::up);
  EXPECT_NE(j.summary.find("after 2.5 s"), std::string::npos) << j.summary;
}

TEST(Verdict, ALateArrivalIsNeverUp) {
  observation seen = later_poll();
  seen.arrivals = {{.sequence = 3, .delivery = 90, .late = true}};
  EXPECT_EQ(judge(seen).is, verdict::late);
  seen.lost = {4};
  EXPECT_EQ(judge(seen).is, verdict::lost);
}

TEST(Verdict, ALostProbeOutweighsAnArrivedOne) {
  observation seen = later_poll();
  seen.arrivals = {{.sequence = 3, .delivery = 1, .late = false}};
  seen.lost = {4};
  const auto j = judge(seen);
  EXPECT_EQ(j.is, verdict::lost);
  EXPECT_NE(j.summary.find("probe 4"), std::string::npos);
}

TEST(Verdict, AFailedStageNamesServerWordsAndRemedy) {
  observation seen = later_poll();
  seen.submitted = false;
  seen.submission_failed = failure{.at = stage::sign_in,
                                   .why = cause::credentials,
                                   .code = 535,
                                   .enhanced = "5.7.8",
                                   .server = "Error: authentication failed",
                                   .detail = ""};
  seen.submission_advice = "check smtp.username and smtp.password";
  const auto j = judge(seen);
  EXPECT_EQ(j.is, verdict::down);
  for (const char* part :
       {"SMTP mx:25", "sign-in", "535", "5.7.8", "Error: authentication failed", "smtp.password"})
    EXPECT_NE(j.summary.find(part), std::string::npos) << part << " in " << j.summary;
}

TEST(Verdict, BothFailedLegsAreNamed) {
  observation seen = later_poll();
  seen.submitted = false;
  seen.retrieval_failed = failed(stage::connect, cause::refused);
  seen.submission_failed = failed(stage::connect, cause::timeout);
  const auto j = judge(seen);
  EXPECT_EQ(j.is, verdict::down);
  EXPECT_NE(j.summary.find("IMAP mx:993"), std::string::npos);
  EXPECT_NE(j.summary.find("SMTP mx:25"), std::string::npos);
}

TEST(Verdict, SilenceAfterTheFinalDotIsUncertain) {
  observation seen = later_poll();
  seen.submitted = false;
  seen.submission_failed = failed(stage::acceptance, cause::timeout);
  EXPECT_EQ(judge(seen).is, verdict::uncertain);
}

TEST(Verdict, ProbesOnTheirWayArePending) {
  observation seen = later_poll();
  seen.waiting = 2;
  EXPECT_EQ(judge(seen).is, verdict::pending);
}

TEST(Verdict, EachHasAWordAStateAMeaningAndOnlyGoodOnesLackARemedy) {
  std::set<std::string> words;
  for (const wp_verdict& v : verdicts) {
    SCOPED_TRACE(v.word);
    EXPECT_EQ(v.size, sizeof v);
    EXPECT_TRUE(words.insert(v.word).second);
    EXPECT_NE(std::string(v.meaning), "");
    const bool good = v.state == WP_STATE_OK || v.state == WP_STATE_PENDING;
    EXPECT_EQ(std::string(v.remedy).empty(), good);
  }
  EXPECT_EQ(state_of(verdict::up), WP_STATE_OK);
  EXPECT_EQ(state_of(verdict::pending), WP_STATE_PENDING);
  for (const auto v : {verdict::late, verdict::junk, verdict::busy, verdict::greylisted})
    EXPECT_EQ(state_of(v), WP_STATE_WARNING) << name(v);
  for (const auto v : {verdict::lost, verdict::bounced, verdict::uncertain, verdict::down})
    EXPECT_EQ(state_of(v), WP_STATE_CRITICAL) << name(v);
  EXPECT_EQ(state_of(verdict::unknown), WP_STATE_UNKNOWN);
}

}  // namespace
}  // namespace watchpost::email_monitor
