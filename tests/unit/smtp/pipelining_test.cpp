// The bet on pipelining, lost: once more in lockstep, and when not.
#include "smtp_fixture.h"

#include <chrono>
#include <string>

namespace watchpost::test {
namespace {

using namespace mail;
using namespace std::chrono_literals;

const std::string flight = smtp_script().hello({"PIPELINING"}).flight();
const std::string joined_flight =
    smtp_script().hello({"PIPELINING", "AUTH PLAIN"}).asked("AUTH", "PLAIN *").flight();

// The next connection.
const std::string lockstep = smtp_script().next().hello({"PIPELINING"}).taken();
const std::string joined_lockstep = smtp_script().next().hello({"PIPELINING", "AUTH PLAIN"}).auth().taken();

void expect_repeated(smtp_client& c) {
  const auto end = c.submit();
  ASSERT_TRUE(end) << end.error();
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_EQ(c.server.connections(), 2u);
  EXPECT_EQ(c.server.messages().size(), 1u);
  EXPECT_TRUE(c.server.report().lockstep);
  EXPECT_TRUE(c.server.network().remembered(c.how.server, c.how.tls).lockstep);
}

class LostBet : public testing::TestWithParam<const char*> {};

TEST_P(LostBet, IsRepeatedInLockstep) {
  smtp_client c(flight + GetParam() + lockstep);
  expect_repeated(c);
}

TEST_P(LostBet, IsRepeatedAfterAnAcceptedSignIn) {
  smtp_client c(joined_flight + "S: 235 ok\n" + GetParam() + joined_lockstep);
  expect_repeated(c.signed_in());
}

INSTANTIATE_TEST_SUITE_P(EveryWay, LostBet,
                         testing::Values("close\n", "reset\n", "stall\n", "S: 250 ok\nclose\n",
                                         "S: 250 ok\nstall\n", "S: 250 ok\nS: 250 ok\nclose\n",
                                         "S: 250 ok\nS: 250 ok\nstall\n", "S: 250 ok\nraw: 25\nclose\n",
                                         "S: 250 ok\nS: what?\n", "S: 500 5.5.1 pipelining?\nclose\n",
                                         "S: 250 ok\nS: 503 5.5.1 too early\n",
                                         "S: 550 5.5.1 Protocol error\nclose\n"));

TEST(LostBet, TakesAThirdOfTheTime) {
  smtp_client c(flight + "stall\n" + lockstep);
  const auto begin = c.server.clock().now();
  expect_repeated(c);
  EXPECT_EQ(c.server.clock().now() - begin, 10s);
}

TEST(LostBet, IsRepeatedOnceOnly) {
  smtp_client c(flight + "close\nnext\nS: 220 x\nC: EHLO *\nS: 250-x\nS: 250 PIPELINING\nC: MAIL *\nclose\n");
  expect_failure(c.refused(), stage::sender, cause::closed);
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_EQ(c.server.connections(), 2u);
}

TEST(LostBet, EndsWithTheDeadlineOfAll) {
  smtp_client c(flight + "stall\nnext\nstall\n");
  const auto deadline = c.server.deadline();
  expect_failure(c.refused(), stage::sender, cause::timeout);
  EXPECT_EQ(c.server.clock().now(), deadline);
  EXPECT_FALSE(c.server.report().lockstep);
}

// No second try without time for one, and nothing is said of pipelining.
TEST(LostBet, IsNoneOfAServerThatWasSlowBefore) {
  for (const auto* end : {"stall\n", "close\n"}) {
    smtp_client c(std::string("S: 220 slow\nC: EHLO *\nadvance 16000\nS: 250-slow\nS: 250 PIPELINING\n"
                              "C: MAIL *\nC: RCPT *\nC: DATA\n") +
                  end);
    EXPECT_EQ(c.refused().at, stage::sender);
    EXPECT_EQ(c.server.connections(), 1u);
    EXPECT_FALSE(c.server.report().lockstep);
    EXPECT_FALSE(c.server.network().remembered(c.how.server, c.how.tls).lockstep);
  }
}

TEST(LostBet, OnSizeIsTakenBackToo) {
  for (const auto* offers : {"S: 250 SIZE 1000\n", "S: 250-PIPELINING\nS: 250 SIZE 1000\n"}) {
    const bool pipelined = std::string(offers).find("PIPE") != std::string::npos;
    smtp_client c(std::string("S: 220 x\nC: EHLO *\nS: 250-x\n") + offers +
                  "C: MAIL FROM:<from@a.test> SIZE=20\n" + (pipelined ? "C: RCPT *\nC: DATA\n" : "") +
                  "S: 555 5.5.4 unsupported\n" + (pipelined ? "" : "C: QUIT\n") +
                  "next\nS: 220 x\nC: EHLO *\nS: 250-x\n" + offers +
                  "C: MAIL FROM:<from@a.test>\nS: 250 ok\nC: RCPT *\nS: 250 ok\nC: DATA\nS: 354 go\ndata\n"
                  "S: 250 ok\nC: QUIT\n");
    expect_repeated(c);
  }
}

TEST(LostBet, IsForgottenWhereTheRepetitionEndsAlike) {
  smtp_client c(flight + "close\nnext\nS: 220 x\nC: EHLO *\nS: 250 x\nC: MAIL *\nclose\n");
  expect_failure(c.refused(), stage::sender, cause::closed);
  EXPECT_FALSE(c.server.network().remembered(c.how.server, c.how.tls).lockstep);
}

TEST(LostBet, IsRemembered) {
  smtp_client c(flight + "close\n" + lockstep + lockstep);
  ASSERT_TRUE(c.submit());
  ASSERT_TRUE(c.submit());
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_EQ(c.server.connections(), 3u);
  EXPECT_TRUE(c.server.report().lockstep);
}

TEST(LostBet, ASignInThatWasOvertakenIsOne) {
  for (const auto* reply : {"S: 530 5.7.0 sign in first\n", "S: 503 5.5.1 sign in first\n"}) {
    smtp_client c(joined_flight + "S: 235 ok\n" + reply + "close\n" + joined_lockstep);
    expect_repeated(c.signed_in());
  }
}

TEST(LostBet, CancellationIsNone) {
  smtp_client c(flight + "cancel\nstall\n");
  expect_failure(c.refused(), stage::sender, cause::cancelled);
  EXPECT_EQ(c.server.connections(), 1u);
  EXPECT_FALSE(c.server.network().remembered(c.how.server, c.how.tls).lockstep);
}

TEST(LostBet, IsNotMadeAfterTheText) {
  smtp_client c(flight + "S: 250 ok\nS: 250 ok\nS: 354 go\ndata\nclose\n");
  const auto f = c.refused();
  expect_failure(f, stage::acceptance, cause::closed);
  EXPECT_TRUE(smtp::uncertain(f));
  EXPECT_EQ(c.server.connections(), 1u);
}

TEST(WrongPassword, InAJoinedFlightNeverGetsTextOrDot) {
  for (const auto* rest :
       {"S: 250 ok\nS: 250 ok\nS: 354 go\n", "S: 250 ok\nS: 554 no\nS: 554 no\n", "stall\n", "close\n"}) {
    smtp_client c(joined_flight + "S: 535 5.7.8 wrong\n" + rest);
    expect_failure(c.signed_in().refused(), stage::sign_in, cause::credentials, 535);
    EXPECT_EQ(c.server.unexpected(), "");
    EXPECT_EQ(c.server.connections(), 1u);
    EXPECT_TRUE(c.server.messages().empty());
  }
}

constexpr const char* joined_refusal =
    "next\nS: 220 x\nC: EHLO *\nS: 250-x\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\n";

TEST(WrongPassword, IsTriedOnceMoreWhereNobodyJudgedIt) {
  for (const auto* end : {"close\n", "reset\n", "stall\n", "S: 250 what?\n"}) {
    smtp_client c(joined_flight + end + joined_refusal + "S: 535 5.7.8 wrong\nC: QUIT\n");
    expect_failure(c.signed_in().refused(), stage::sign_in, cause::credentials, 535);
    EXPECT_EQ(c.server.unexpected(), "");
    EXPECT_EQ(c.server.connections(), 2u);
    EXPECT_TRUE(c.server.network().remembered(c.how.server, c.how.tls).lockstep);
  }
}

TEST(WrongPassword, MayBeAnsweredLate) {
  smtp_client c(joined_flight + "advance 18000\nS: 535 5.7.8 wrong\n");
  expect_failure(c.signed_in().refused(), stage::sign_in, cause::credentials, 535);
  EXPECT_EQ(c.server.connections(), 1u);
}

TEST(WrongPassword, IsWaitedForTwoThirdsOfTheTime) {
  smtp_client c(joined_flight + "stall\n" + joined_lockstep);
  const auto begin = c.server.clock().now();
  expect_repeated(c.signed_in());
  EXPECT_EQ(c.server.clock().now() - begin, 20s);
}

TEST(WrongPassword, IsNotTheOnlyReasonToRefuseAJoinedSignIn) {
  for (const auto* reply :
       {"S: 421 4.7.0 too eager\n", "S: 503 5.5.1 one at a time\n", "S: 554 SMTP synchronization error\n",
        "S: 500 5.5.1 Invalid command: Pipelining not supported\n", "S: 550 5.5.1 Protocol error\n"}) {
    smtp_client c(joined_flight + reply + joined_lockstep);
    expect_repeated(c.signed_in());
  }
}

TEST(WrongPassword, OtherRefusalsAreNotRepeated) {
  for (const auto* reply : {"454 4.7.0 later", "534 5.7.9 too weak", "525 5.7.13 disabled",
                            "550 5.7.30 Basic", "554 5.7.1 denied"}) {
    smtp_client c(joined_flight + "S: " + reply + "\nS: 530 no\nS: 530 no\nS: 530 no\n");
    EXPECT_EQ(c.signed_in().refused().code, std::stoi(reply));
    EXPECT_EQ(c.server.connections(), 1u);
  }
}

}  // namespace
}  // namespace watchpost::test
