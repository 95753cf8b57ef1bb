// Servers that ask to come later, and servers that refuse a sign-in: what is tried again, when, and how
// often.
#include "email_monitor/round_trip.h"
#include "scene.h"

#include <gtest/gtest.h>

namespace watchpost::email_monitor::test {
namespace {

class Politeness : public scene, public ::testing::WithParamInterface<account_type> {
 protected:
  Politeness() : scene(GetParam()) { config.retry_after = 1h; }

  sandbox::rule_id greylist(int times) {
    return w.server->add_rule({.what = sandbox::rule::effect::refuse_recipient,
                               .times = times,
                               .code = 450,
                               .text = "4.2.0 Greylisted, see http://postgrey.test/"});
  }
  std::uint64_t refused_retrievals() const {
    const auto n = w.server->count();
    return (GetParam() == account_type::imap ? n.imap : n.pop3).failed_sign_ins;
  }
};

INSTANTIATE_TEST_SUITE_P(Account, Politeness, ::testing::Values(account_type::imap, account_type::pop3),
                         [](const auto& p) { return p.param == account_type::imap ? "Imap" : "Pop3"; });

TEST_P(Politeness, GreylistingThatPassesInsideThePollIsNoNews) {
  greylist(2);
  const auto began = w.clock->now();
  EXPECT_EQ(step().verdict, verdict::up);
  const auto took = w.clock->now() - began - world::interval;
  EXPECT_GE(took, 15s);
  EXPECT_LE(took, 25s);
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_EQ(last.seen.arrivals.size(), 1u);
}

TEST_P(Politeness, AWaitThatTheServerSuggestsHoldsBetweenPolls) {
  const auto rule =
      w.server->add_rule({.what = sandbox::rule::effect::refuse_recipient,
                          .code = 450,
                          .text = "4.3.2 Throttled. Suggested Backoff Time: 150000 milliseconds"});
  EXPECT_EQ(step().verdict, verdict::busy);
  w.server->remove_rule(rule);
  const auto put_off = step();
  EXPECT_NE(put_off.summary.find("so the server asked at"), std::string::npos) << put_off.summary;
  step();
  step();
  EXPECT_TRUE(last.seen.submitted);
}

TEST_P(Politeness, GreylistingIsNoLossAndSaysSinceWhen) {
  EXPECT_EQ(step().verdict, verdict::up);
  const auto rule = greylist(-1);
  auto j = step();
  EXPECT_EQ(j.verdict, verdict::greylisted) << j.summary;
  EXPECT_NE(j.summary.find("Greylisted, see"), std::string::npos) << j.summary;
  const auto since = j.summary.find("so since 2026-11-22T");
  ASSERT_NE(since, std::string::npos) << j.summary;
  const std::string when = j.summary.substr(since, 30);
  j = step();
  EXPECT_EQ(j.verdict, verdict::greylisted) << j.summary;
  EXPECT_NE(j.summary.find(when), std::string::npos) << j.summary;
  EXPECT_TRUE(last.seen.lost.empty());
  w.server->remove_rule(rule);
  EXPECT_EQ(step().verdict, verdict::pending);
  EXPECT_EQ(step().verdict, verdict::up);
  greylist(-1);
  j = step();
  EXPECT_EQ(j.summary.find(when), std::string::npos) << j.summary;
}

TEST_P(Politeness, ABusySubmissionServerIsTriedAgainAndIsBusyInTheEnd) {
  w.server->set_unavailable(sandbox::protocol::smtp, true);
  const auto before = w.server->count().smtp.sessions;
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::busy) << j.summary;
  const auto tries = w.server->count().smtp.sessions - before;
  EXPECT_GE(tries, 4u);
  EXPECT_LE(tries, 7u);
  EXPECT_NE(j.summary.find("tried " + std::to_string(tries) + " times"), std::string::npos) << j.summary;
  w.server->set_unavailable(sandbox::protocol::smtp, false);
  EXPECT_EQ(step().verdict, verdict::pending);
}

// The sandbox counts the sign-ins.
TEST_P(Politeness, ARefusedPasswordIsNotTriedAgainBeforeItsTime) {
  const std::string right = config.retrieval.user.password;
  config.retrieval.user.password = "wrong";
  auto j = step();
  EXPECT_EQ(j.verdict, verdict::down);
  EXPECT_EQ(refused_retrievals(), 1u);
  const std::string words = last.seen.retrieval_failed->server;
  for (int i = 0; i < 5; ++i) {
    j = step();
    EXPECT_EQ(j.verdict, verdict::down);
    EXPECT_NE(j.summary.find(words), std::string::npos) << j.summary;
    EXPECT_NE(j.summary.find("refused at 2026-11-22T10:"), std::string::npos) << j.summary;
    EXPECT_NE(j.summary.find("not tried again before 2026-11-22T11:"), std::string::npos) << j.summary;
  }
  EXPECT_EQ(refused_retrievals(), 1u) << "each poll of this world is a new process: it survives restarts";
  w.move(1h);
  EXPECT_EQ(step().verdict, verdict::down);
  EXPECT_EQ(refused_retrievals(), 2u);
  config.retrieval.user.password = "wrong too";
  EXPECT_EQ(step().verdict, verdict::down);
  EXPECT_EQ(refused_retrievals(), 3u) << "a changed password is tried at once";
  config.retrieval.user.password = right;
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_EQ(state.entries.count("note.refused.mail"), 0u);
  for (const auto& [key, value] : state.entries) EXPECT_EQ(value.find("wrong"), std::string::npos) << key;
}

TEST_P(Politeness, ARefusedPasswordOfSubmissionHoldsTheProbesBack) {
  config.submission.auth->password = "wrong";
  EXPECT_EQ(step().verdict, verdict::down);
  for (int i = 0; i < 3; ++i) {
    const auto j = step();
    EXPECT_EQ(j.verdict, verdict::down);
    EXPECT_NE(j.summary.find("auth.retry_after"), std::string::npos) << j.summary;
    EXPECT_FALSE(last.seen.retrieval_failed) << "the sessions are apart";
  }
  EXPECT_EQ(w.server->count().smtp.failed_sign_ins, 1u);
  config.submission.auth->password = "secret";
  EXPECT_EQ(step().verdict, verdict::pending);
  EXPECT_EQ(step().verdict, verdict::up);
}

TEST_P(Politeness, WithoutAPauseEachPollTries) {
  config.retry_after = 0ms;
  config.retrieval.user.password = "wrong";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(step().verdict, verdict::down);
  EXPECT_EQ(refused_retrievals(), 3u);
}

// The record of one monitor, the settings of another instance: salted, so of no use to it.
TEST_P(Politeness, ARecordOfOtherCredentialsMeansNothing) {
  config.retrieval.user.password = "wrong";
  step();
  const std::string record = state.entries.at("note.refused.mail");
  disk other;
  EXPECT_TRUE(w.poll(other, config));
  EXPECT_NE(other.entries.at("note.refused.mail"), record);
  other.entries["note.refused.mail"] = record;
  EXPECT_TRUE(w.poll(other, config));
  EXPECT_EQ(refused_retrievals(), 3u);
  other.entries["note.refused.mail"] = R"({"v":1})";
  EXPECT_TRUE(w.poll(other, config));
  EXPECT_EQ(refused_retrievals(), 4u);
}

}  // namespace
}  // namespace watchpost::email_monitor::test
