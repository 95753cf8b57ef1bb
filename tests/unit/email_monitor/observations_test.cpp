// What looks make of the probes in the ledger, where whole polls would take days.
#include "email_monitor/observations.h"

#include "email_monitor/probe_message.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace watchpost::email_monitor {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t day = 24 * 60 * minute;

class Observations : public ::testing::Test {
 protected:
  Observations() {
    std::string why;
    book = *ledger::load({}, why);
    config.from = config.to = "probe@a.example";
    book.prepare(0, 0, sequence);
    book.sent(sequence, {.wall = 1, .mono = 0}, "250 ok");
  }

  // A look of a poll that is due then and finds `letters`; the probes that it declares lost.
  std::size_t poll(std::int64_t due, const std::vector<std::string>& letters = {}) {
    report = {};
    const timetable times{
        .due = due, .interval = minute, .deadline = minute, .turns = book.turns(), .last_due = due - minute};
    observations found(config, book, times, report);
    mail::mailbox_scan inbox;
    for (const auto& header : letters) {
      inbox.matches.push_back({.id = std::to_string(inbox.matches.size() + 1), .header = header});
      EXPECT_EQ(found.judge(inbox.matches.back()), mail::interest::ours);
    }
    edits changes;
    found.take({&inbox}, {.wall = due, .mono = 0}, changes);
    found.account();
    found.over(true);
    found.judge_missing(0);
    book.turned(due);
    return report.seen.lost.size();
  }
  std::string the_probe() const {
    return *write_probe(book.own_identity(), {.sequence = sequence, .sent = 0}, config.from, config.to,
                        "test");
  }

  configuration config;
  ledger book;
  poll_report report;
  std::uint64_t sequence = 0;
};

TEST_F(Observations, ALostProbeIsToldOnceAndRememberedForAWeek) {
  EXPECT_EQ(poll(minute), 1u);
  EXPECT_EQ(poll(2 * minute), 0u);
  EXPECT_EQ(poll(7 * day - minute), 0u);
  EXPECT_TRUE(book.probes().contains(sequence));
  EXPECT_EQ(poll(7 * day + minute), 0u);
  EXPECT_FALSE(book.probes().contains(sequence));
}

TEST_F(Observations, ALostProbeThatComesDaysLaterIsLateAndNoReplay) {
  poll(minute);
  poll(6 * day, {the_probe()});
  ASSERT_EQ(report.seen.arrivals.size(), 1u);
  EXPECT_TRUE(report.seen.arrivals[0].late);
  EXPECT_EQ(report.false_ones.replayed, 0u);
  EXPECT_TRUE(book.probes().empty());
}

TEST_F(Observations, AProbeThatPerhapsNeverLeftIsForgottenInSilence) {
  std::uint64_t second = 0;
  book.prepare(0, 0, second);
  EXPECT_EQ(poll(minute), 1u) << "the one that was sent";
  EXPECT_FALSE(book.probes().contains(second));
}

TEST_F(Observations, ProbesThatAreNotDueAreWaitedFor) {
  EXPECT_EQ(poll(minute / 2), 0u);
  EXPECT_EQ(report.seen.waiting, 1u);
}

}  // namespace
}  // namespace watchpost::email_monitor
