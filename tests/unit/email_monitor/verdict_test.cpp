#include "email_monitor/verdict.h"

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
  EXPECT_EQ(j.verdict, verdict::up);
  EXPECT_NE(j.summary.find("first poll"), std::string::npos);
  seen.first_is_up = false;
  EXPECT_EQ(judge(seen).verdict, verdict::pending);
}

TEST(Verdict, AnArrivalIsUp) {
  observation seen = later_poll();
  seen.arrivals = {{.sequence = 3, .delivery = 2.5, .late = false}};
  const auto j = judge(seen);
  EXPECT_EQ(j.verdict, verdict::up);
  EXPECT_NE(j.summary.find("after 2.5 s"), std::string::npos) << j.summary;
}

TEST(Verdict, ALateArrivalIsNeverUp) {
  observation seen = later_poll();
  seen.arrivals = {{.sequence = 3, .delivery = 90, .late = true}};
  EXPECT_EQ(judge(seen).verdict, verdict::late);
  seen.lost = {{.sequence = 4}};
  EXPECT_EQ(judge(seen).verdict, verdict::lost);
}

TEST(Verdict, ALostProbeOutweighsAnArrivedOne) {
  observation seen = later_poll();
  seen.arrivals = {{.sequence = 3, .delivery = 1, .late = false}};
  seen.lost = {{.sequence = 4}};
  const auto j = judge(seen);
  EXPECT_EQ(j.verdict, verdict::lost);
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
  EXPECT_EQ(j.verdict, verdict::down);
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
  EXPECT_EQ(j.verdict, verdict::down);
  EXPECT_NE(j.summary.find("IMAP mx:993"), std::string::npos);
  EXPECT_NE(j.summary.find("SMTP mx:25"), std::string::npos);
}

TEST(Verdict, SilenceAfterTheFinalDotIsUncertain) {
  observation seen = later_poll();
  seen.submitted = false;
  seen.submission_failed = failed(stage::acceptance, cause::timeout);
  const auto j = judge(seen);
  EXPECT_EQ(j.verdict, verdict::uncertain);
  EXPECT_TRUE(j.summary.starts_with("uncertain whether the probe was taken: SMTP mx:25: ")) << j.summary;
}

TEST(Verdict, ProbesOnTheirWayArePending) {
  observation seen = later_poll();
  seen.waiting = 2;
  EXPECT_EQ(judge(seen).verdict, verdict::pending);
}

TEST(Verdict, TheGroundsAreSeparateFromTheLine) {
  observation seen = later_poll();
  seen.submission_failed = failure{.at = stage::recipient,
                                   .why = cause::permanent,
                                   .code = 550,
                                   .enhanced = "5.1.1",
                                   .server = "no such user",
                                   .detail = ""};
  seen.submission_advice = "check smtp.to";
  const auto j = judge(seen);
  EXPECT_EQ(j.on.stage, "recipient");
  EXPECT_EQ(j.on.server_text, "no such user");
  EXPECT_EQ(j.on.reply_code, 550);
  EXPECT_EQ(j.on.enhanced_code, "5.1.1");
  EXPECT_EQ(j.on.advice, "check smtp.to");
}

TEST(Verdict, ALostProbeIsLookedForByItsQueueId) {
  observation seen = later_poll();
  seen.lost = {{.sequence = 4, .receipt = "250 2.0.0 Ok: queued as 4F1ABC"}};
  seen.folders = {"Junk", "Archive"};
  auto j = judge(seen);
  EXPECT_EQ(j.on.stage, "delivery");
  EXPECT_EQ(j.on.reply_code, 250);
  EXPECT_EQ(j.on.enhanced_code, "2.0.0");
  EXPECT_NE(j.summary.find("(nor in Junk, Archive)"), std::string::npos) << j.summary;
  EXPECT_NE(j.on.advice.find("4F1ABC in the log of SMTP mx:25"), std::string::npos) << j.on.advice;
  seen.folders_unseen = true;
  j = judge(seen);
  EXPECT_NE(j.summary.find("POP3 cannot see folders"), std::string::npos) << j.summary;
}

TEST(Verdict, AProbeInAnotherFolderIsJunkAndNamesIt) {
  observation seen = later_poll();
  seen.arrivals = {{.sequence = 3, .delivery = 2, .folder = "Spam", .junk = true}};
  auto j = judge(seen);
  EXPECT_EQ(j.verdict, verdict::junk);
  EXPECT_NE(j.summary.find("in Spam, the folder for junk"), std::string::npos) << j.summary;
  seen.arrivals = {{.sequence = 3, .delivery = 2, .folder = "Lists"}};
  j = judge(seen);
  EXPECT_EQ(j.verdict, verdict::junk);
  EXPECT_NE(j.summary.find("in Lists, not in INBOX"), std::string::npos) << j.summary;
}

TEST(Verdict, ABounceNamesHostStatusAndWords) {
  observation seen = later_poll();
  seen.bounced = {{3, {"mx3.example", "5.7.1", "550 DMARC reject", "failed"}}};
  const auto j = judge(seen);
  EXPECT_EQ(j.verdict, verdict::bounced);
  EXPECT_NE(j.summary.find("mx3.example: 5.7.1 550 DMARC reject"), std::string::npos) << j.summary;
  EXPECT_EQ(j.on.reply_code, 550);
  EXPECT_EQ(j.on.enhanced_code, "5.7.1");
  EXPECT_NE(j.on.advice.find("mx3.example"), std::string::npos);
}

TEST(Verdict, ADelayIsToldAndEndsNothing) {
  observation seen = later_poll();
  seen.waiting = 1;
  seen.delayed = {{3, {"mx3.example", "4.4.1", "connect timed out", "delayed"}}};
  const auto j = judge(seen);
  EXPECT_EQ(j.verdict, verdict::pending);
  EXPECT_NE(j.summary.find("probe 3 is delayed, says mx3.example: 4.4.1 connect timed out"),
            std::string::npos)
      << j.summary;
}

TEST(Verdict, LimitsMakeTheStateWorseAndNotTheVerdict) {
  observation seen = later_poll();
  seen.warning = 10;
  seen.critical = 20;
  const auto state = [&](double delivery, bool late = false) {
    seen.arrivals = {{.sequence = 3, .delivery = delivery, .late = late}};
    return judge(seen).state;
  };
  EXPECT_EQ(state(9.9), WP_STATE_OK);
  EXPECT_EQ(state(10), WP_STATE_WARNING);
  EXPECT_EQ(state(20), WP_STATE_CRITICAL);
  EXPECT_EQ(judge(seen).verdict, verdict::up);
  EXPECT_NE(judge(seen).summary.find("delivery.critical is 20 s"), std::string::npos) << judge(seen).summary;
  EXPECT_EQ(state(90, true), WP_STATE_WARNING) << "late is told as late";
}

TEST(Verdict, OfSeveralFindingsTheWorstIsTheVerdictAndAllAreTold) {
  observation seen = later_poll();
  seen.arrivals = {{.sequence = 3, .delivery = 1}, {.sequence = 4, .folder = "Junk", .junk = true}};
  seen.lost = {{.sequence = 5}};
  const auto j = judge(seen);
  EXPECT_EQ(j.verdict, verdict::lost);
  for (const char* part : {"probe 5 not in", "probe 4 arrived in Junk", "probe 3 arrived after 1 s"})
    EXPECT_NE(j.summary.find(part), std::string::npos) << part << " in " << j.summary;
}

TEST(Verdict, DeletedIsSaidOfWhatTheServerSaysIsGone) {
  observation seen = later_poll();
  seen.arrivals = {{.sequence = 3, .delivery = 1}};
  EXPECT_EQ(judge(seen).summary, "probe 3 arrived after 1 s, found");
  seen.arrivals[0].deleted = true;
  EXPECT_EQ(judge(seen).summary, "probe 3 arrived after 1 s, found and deleted");
  seen.arrivals[0].deleted = false;
  seen.arrivals[0].kept = true;
  EXPECT_EQ(judge(seen).summary, "probe 3 arrived after 1 s, left there as relays have changed it, found");
}

TEST(Verdict, WhatCannotBeDeletedIsDownBesideTheArrival) {
  observation seen = later_poll();
  seen.arrivals = {{.sequence = 3, .delivery = 1}};
  seen.retrieval_server = "IMAP mx:993";
  seen.removal_failed.emplace();
  seen.removal_failed->at = mail::stage::remove;
  seen.removal_failed->why = mail::cause::permanent;
  seen.removal_failed->server = "permission denied";
  seen.removal_advice = "check the rights";
  const auto j = judge(seen);
  EXPECT_EQ(j.verdict, verdict::down);
  EXPECT_EQ(j.on.stage, "remove");
  EXPECT_EQ(
      j.summary,
      "IMAP mx:993: remove: permanent: permission denied; check the rights; also probe 3 arrived after 1 s, found");
}

TEST(Verdict, WithoutARecordNoProbeWasSentAndNothingOfTheServersIsSaid) {
  observation seen = later_poll();
  seen.submitted = false;
  seen.unsent = true;
  seen.unstored = "disk full";
  auto j = judge(seen);
  EXPECT_EQ(j.verdict, verdict::unknown);
  EXPECT_EQ(j.on.stage, "state");
  EXPECT_EQ(j.summary,
            "no probe was sent, as it could not be recorded: disk full; see to the disk on which this host "
            "keeps its "
            "state");
  seen.arrivals.push_back({.sequence = 4, .delivery = 2.5});
  j = judge(seen);
  EXPECT_EQ(j.verdict, verdict::unknown);
  EXPECT_NE(j.summary.find("also probe 4 arrived after 2.5 s, found"), std::string::npos) << j.summary;
  EXPECT_EQ(j.summary.find("deleted"), std::string::npos) << j.summary;
  seen.lost.push_back({3, ""});
  EXPECT_EQ(judge(seen).verdict, verdict::lost);
}

TEST(Verdict, ThatIsNotStoredYetStandsAndIsAWarning) {
  observation seen = later_poll();
  seen.arrivals.push_back({.sequence = 4, .delivery = 2.5});
  seen.unstored = "disk full";
  auto j = judge(seen);
  EXPECT_EQ(j.verdict, verdict::up);
  EXPECT_EQ(j.state, WP_STATE_WARNING);
  EXPECT_NE(j.summary.find("; this is not stored yet, the next poll tries again: disk full"),
            std::string::npos);
  seen.lost.push_back({3, ""});
  EXPECT_EQ(judge(seen).state, WP_STATE_CRITICAL);
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
