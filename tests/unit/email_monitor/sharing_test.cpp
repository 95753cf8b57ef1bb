// Monitors of one process that share an account: how many sign-ins they cost, and what each is told.
#include "../net/silent_server.h"
#include "world.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace watchpost::email_monitor::test {
namespace {

constexpr std::size_t many = 5;

class Sharing : public ::testing::TestWithParam<account_type> {
 protected:
  Sharing() : w(GetParam()), config(w.default_configuration()) { config.retry_after = 1h; }

  std::vector<world::participant> everybody() {
    std::vector<world::participant> all;
    for (auto& one : disks) all.push_back({.on = &one, .config = config});
    return all;
  }
  sandbox::protocol_counters retrievals() const {
    const auto n = w.server->count();
    return GetParam() == account_type::imap ? n.imap : n.pop3;
  }
  void expect_up(const std::vector<poll_report>& reports) {
    for (const auto& r : reports) EXPECT_EQ(judge(r.seen).verdict, verdict::up) << judge(r.seen).summary;
  }

  world w;
  configuration config;
  std::vector<disk> disks = std::vector<disk>(many);
};

INSTANTIATE_TEST_SUITE_P(Account, Sharing, ::testing::Values(account_type::imap, account_type::pop3),
                         [](const auto& p) { return p.param == account_type::imap ? "Imap" : "Pop3"; });

TEST_P(Sharing, PollsThatAreDueTogetherCostOneSignIn) {
  for (std::uint64_t round = 1; round <= 4; ++round) {
    const auto reports = w.polls(everybody());
    expect_up(reports);
    EXPECT_EQ(retrievals().sign_ins, round);
    EXPECT_EQ(retrievals().sessions, round);
    EXPECT_EQ(w.in_mailbox(), many);
    for (const auto& r : reports) EXPECT_EQ(r.own_deleted, round == 1 ? 0u : 1u);
    EXPECT_EQ(
        std::count_if(reports.begin(), reports.end(), [](const auto& r) { return r.retrieval.inherited; }),
        static_cast<std::ptrdiff_t>(many - 1));
    for (const auto& r : reports) {
      EXPECT_TRUE(r.retrieval.tls) << "each is told what is known of the connection";
      EXPECT_NE(r.retrieval.address, "");
    }
    w.move(world::interval);
  }
}

TEST_P(Sharing, EachIsToldItsOwnTruth) {
  expect_up(w.polls(everybody()));
  w.move(1s);
  // The probe of the third one disappears.
  const auto mine = w.server->messages(world::user);
  ASSERT_EQ(mine.size(), many);
  const std::string tag = read_identity(disks[2].entries.at("identity"))->tag;
  for (const auto& m : mine)
    if (m.bytes.find(tag) != std::string::npos) w.server->remove(world::user, m.uid);
  w.move(world::interval - 1s);
  const auto reports = w.polls(everybody());
  for (std::size_t i = 0; i < many; ++i)
    EXPECT_EQ(judge(reports[i].seen).verdict, i == 2 ? verdict::lost : verdict::up)
        << judge(reports[i].seen).summary;
}

TEST_P(Sharing, ARefusedSignInIsTriedOnceForAll) {
  config.retrieval.user.password = "wrong";
  const auto reports = w.polls(everybody());
  EXPECT_EQ(retrievals().failed_sign_ins, 1u);
  for (const auto& r : reports) {
    ASSERT_TRUE(r.seen.retrieval_failed);
    EXPECT_EQ(r.seen.retrieval_failed->why, mail::cause::credentials);
    EXPECT_EQ(r.seen.retrieval_failed->server, reports[0].seen.retrieval_failed->server);
  }
  w.move(world::interval);
  w.polls(everybody());
  EXPECT_EQ(retrievals().failed_sign_ins, 1u);
}

TEST_P(Sharing, OthersGoOnWhenOneIsStopped) {
  expect_up(w.polls(everybody()));
  w.move(world::interval);
  for (std::size_t stopped = 0; stopped < many; ++stopped) {
    auto all = everybody();
    auto cancel = all[stopped].cancel;
    int steps = 0;
    const auto reports = w.polls(all, [&] {
      if (++steps == static_cast<int>(10 * stopped + 5)) cancel.raise();
    });
    for (std::size_t i = 0; i < many; ++i) {
      if (i == stopped) continue;
      EXPECT_FALSE(reports[i].cancelled);
      const auto j = judge(reports[i].seen);
      EXPECT_TRUE(j.verdict == verdict::up || j.verdict == verdict::pending) << j.summary;
    }
    w.move(world::interval);
  }
}

TEST_P(Sharing, OtherSettingsTakeTurnsButNoPartInTheSession) {
  auto all = everybody();
  all[1].config.retrieval.connect_timeout += 1s;
  const auto reports = w.polls(all);
  expect_up(reports);
  EXPECT_LE(retrievals().sign_ins, 3u);
  EXPECT_GE(retrievals().sign_ins, 2u);
}

TEST_P(Sharing, BehindASilentServerEachEndsByItsOwnDeadline) {
  const mail::net::silent_server silent(16);
  config.retrieval.server.port = silent.port();
  auto all = everybody();
  for (std::size_t i = 0; i < many; ++i) all[i].deadline = 20s + 5s * static_cast<int>(i);
  const auto began = w.clock->now();
  const auto reports = w.polls(all);
  EXPECT_LE(w.clock->now() - began, 41s);
  std::size_t waited = 0;
  for (const auto& r : reports) {
    ASSERT_TRUE(r.seen.retrieval_failed);
    EXPECT_EQ(r.seen.retrieval_failed->why, mail::cause::timeout);
    EXPECT_EQ(judge(r.seen).verdict, verdict::down);
    EXPECT_TRUE(r.seen.submitted) << "the other session goes on";
    waited +=
        r.seen.retrieval_failed->detail.starts_with("waited for the session of another monitor") ? 1 : 0;
  }
  EXPECT_LT(waited, many);
}

TEST_P(Sharing, WhoWaitsForMailLetsOthersIn) {
  config.mode = poll_mode::same_poll;
  w.server->set_delivery_delay(12s);
  const auto reports = w.polls(everybody());
  expect_up(reports);
  EXPECT_EQ(w.in_mailbox(), 0u);
  for (const auto& r : reports) EXPECT_NEAR(*r.seen.arrivals.at(0).delivery, 12, 6);
}

}  // namespace
}  // namespace watchpost::email_monitor::test
