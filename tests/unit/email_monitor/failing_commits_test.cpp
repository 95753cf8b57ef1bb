// A commit that fails, at every commit of a story of polls: what the host is told stays true, and nothing is
// done that the ledger does not know.
#include "scene.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace watchpost::email_monitor::test {
namespace {

enum class fate { arrives, dropped, late, bounced };

// Of the probe of each poll.
constexpr fate story[] = {fate::arrives, fate::dropped, fate::arrives, fate::late,
                          fate::arrives, fate::bounced, fate::arrives};
constexpr int commits_of_story = 14;

struct sent_probe {
  fate is = fate::arrives;
  int poll = 0;                               // that sent it
  int arrivals = 0, losses = 0, returns = 0;  // how often each was told
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class FailingCommits : public scene, public ::testing::WithParamInterface<account_type> {
 protected:
  FailingCommits() : scene(GetParam()) {
    for (int i = 0; i < 3; ++i) put("Subject: foreign " + std::to_string(i) + "\r\n\r\nbody\r\n");
    foreign = w.server->messages(world::user);
    state.one_process = true;
  }

  judgement poll(fate next) {
    w.server->clear_rules();
    if (next == fate::dropped) w.server->drop_next(1);
    if (next == fate::bounced) w.server->add_rule({.what = sandbox::rule::effect::bounce, .times = 1});
    if (next == fate::late) w.server->set_delivery_delay(3 * world::interval / 2);
    const auto accepted = w.server->count().accepted;
    const int to_fail = state.bad_commits;
    const auto began = w.clock->now();
    const auto report = w.poll(state, config);
    EXPECT_TRUE(report);
    if (!report) return {};
    last = *report;
    EXPECT_LE(w.clock->now() - began, w.deadline + 1s);
    failed = state.bad_commits != to_fail || !state.unanswered.empty();
    submitted = w.server->count().accepted != accepted;
    if (submitted) sent[state.book->probes().rbegin()->first] = {.is = next, .poll = polls};
    auto j = judge(last.seen);
    check(j);
    ++polls;
    w.move(world::interval);
    return j;
  }

  // All that must hold of any poll.
  void check(const judgement& j) {
    SCOPED_TRACE("poll " + std::to_string(polls) + ": " + j.summary);
    const int most = restarted ? 2 : 1;
    bool newest_arrived = last.seen.first && submitted;
    for (const auto& a : last.seen.arrivals) {
      ASSERT_TRUE(sent.contains(a.sequence));
      auto& p = sent[a.sequence];
      EXPECT_TRUE(p.is == fate::arrives || p.is == fate::late);
      EXPECT_TRUE(a.late == (p.is == fate::late) || restarted) << "late is what was told lost";
      EXPECT_LE(++p.arrivals, most);
      newest_arrived = newest_arrived || last.own_deleted > 0 || p.poll >= polls - most;
    }
    for (const auto& l : last.seen.lost) {
      ASSERT_TRUE(sent.contains(l.sequence)) << "it never left";
      auto& p = sent[l.sequence];
      EXPECT_TRUE(p.is == fate::dropped || p.is == fate::late);
      EXPECT_LE(++p.losses, most);
    }
    for (const auto& b : last.seen.bounced) {
      ASSERT_TRUE(sent.contains(b.sequence));
      EXPECT_EQ(sent[b.sequence].is, fate::bounced);
      EXPECT_LE(++sent[b.sequence].returns, most);
    }
    EXPECT_TRUE(j.verdict != verdict::up || newest_arrived) << "a false up";
    EXPECT_TRUE(last.false_ones.replayed == 0 || restarted) << "whether it was sent was not stored";
    EXPECT_EQ(last.false_ones.forged, 0u);

    EXPECT_TRUE(!submitted || ledger_of_disk().probes().contains(sent.rbegin()->first)) << "unrecorded";
    EXPECT_EQ(contains(j.summary, state.silent ? "the host has not said" : disk::full), failed);
    EXPECT_EQ(contains(j.summary, "no probe was sent"), !submitted);
    EXPECT_TRUE(last.own_deleted > 0 || restarted || !contains(j.summary, "and deleted"));
    EXPECT_TRUE(!failed || j.state != WP_STATE_OK);
  }

  ledger ledger_of_disk() const {
    std::string why;
    auto book = ledger::load(state.entries, why);
    EXPECT_TRUE(book) << why;
    return *book;
  }

  // A new instance on a new disk, of which these commits fail.
  void begin(int good_commits, int bad_commits) {
    for (const auto& m : w.server->messages(world::user))
      if (m.uid > foreign.back().uid) w.server->remove(world::user, m.uid);
    state.entries.clear();
    state.book.reset();
    state.unanswered.clear();
    state.good_commits = good_commits;
    state.bad_commits = bad_commits;
    sent.clear();
    polls = 0;
    restarted = false;
  }
  void restart() {
    state.book.reset();
    state.bad_commits = 0;
    restarted = true;
  }

  // Every end was told; the disk knows what the process knows; the mailbox holds what it should.
  void check_recovered() {
    for (const auto& [sequence, p] : sent) {
      if (p.poll == polls - 1) continue;
      SCOPED_TRACE("probe " + std::to_string(sequence) + " of poll " + std::to_string(p.poll));
      EXPECT_EQ(p.arrivals, p.is == fate::arrives || p.is == fate::late);
      EXPECT_EQ(p.losses, p.is == fate::dropped || p.is == fate::late);
      EXPECT_EQ(p.returns, p.is == fate::bounced);
    }
    check_mailbox();
  }
  void check_mailbox() {
    const ledger kept = ledger_of_disk();
    EXPECT_EQ(kept.position(), state.book->position());
    EXPECT_EQ(kept.turns(), state.book->turns());
    ASSERT_EQ(kept.probes().size(), state.book->probes().size());
    for (const auto& [sequence, p] : state.book->probes()) {
      ASSERT_TRUE(kept.probes().contains(sequence));
      EXPECT_EQ(kept.probes().at(sequence).phase, p.phase);
    }
    const auto all = w.server->messages(world::user);
    ASSERT_EQ(all.size(), foreign.size() + 1) << "that of others, and the latest probe";
    for (std::size_t i = 0; i < foreign.size(); ++i) {
      EXPECT_EQ(all[i].uid, foreign[i].uid);
      EXPECT_EQ(all[i].flags, foreign[i].flags);
    }
  }

  std::vector<sandbox::message> foreign;
  std::map<std::uint64_t, sent_probe> sent;
  int polls = 0;
  bool failed = false, submitted = false, restarted = false;
};

INSTANTIATE_TEST_SUITE_P(Account, FailingCommits, ::testing::Values(account_type::imap, account_type::pop3),
                         [](const auto& p) { return p.param == account_type::imap ? "Imap" : "Pop3"; });

TEST_P(FailingCommits, OneOfThemHidesNothingAndInventsNothing) {
  for (int n = 0; n < commits_of_story; ++n) {
    SCOPED_TRACE("commit " + std::to_string(n));
    begin(n, 1);
    for (const fate next : story) poll(next);
    EXPECT_EQ(state.bad_commits, 0);
    for (int i = 0; i < 2; ++i) poll(fate::arrives);
    EXPECT_EQ(poll(fate::arrives).verdict, verdict::up);
    check_recovered();
  }
}

TEST_P(FailingCommits, SeveralInARowDoNoMoreHarm) {
  for (int n = 0; n < commits_of_story; ++n) {
    SCOPED_TRACE("from commit " + std::to_string(n));
    begin(n, 3);
    for (const fate next : story) poll(next);
    for (int i = 0; i < 4; ++i) poll(fate::arrives);
    EXPECT_EQ(state.bad_commits, 0);
    EXPECT_EQ(poll(fate::arrives).verdict, verdict::up);
    check_recovered();
  }
}

// It is answered one or two polls later, with yes or no.
TEST_P(FailingCommits, OneWithoutAnAnswerHoldsNoPollBeyondItsDeadline) {
  state.silent = true;
  w.deadline = 2s;
  for (int n = 0; n < commits_of_story; ++n) {
    SCOPED_TRACE("commit " + std::to_string(n));
    begin(n, 1);
    int polls_without_answer = 0;
    for (const fate next : story) {
      poll(next);
      if (state.unanswered.empty() || ++polls_without_answer < 1 + n % 2) continue;
      state.answer(n % 4 < 2);
    }
    state.answer(true);
    for (int i = 0; i < 2; ++i) poll(fate::arrives);
    EXPECT_EQ(poll(fate::arrives).verdict, verdict::up);
    check_recovered();
  }
}

TEST_P(FailingCommits, OneOfThemBeforeARestartIsNoFalseVerdictAfterIt) {
  for (int n = 0; n < commits_of_story; ++n) {
    SCOPED_TRACE("commit " + std::to_string(n));
    begin(n, 1);
    for (const fate next : story) {
      poll(next);
      if (failed) restart();
    }
    for (int i = 0; i < 2; ++i) poll(fate::arrives);
    EXPECT_EQ(poll(fate::arrives).verdict, verdict::up);
    check_mailbox();
  }
}

// Long after the last commit that succeeded, and no mail arrives any more.
TEST_P(FailingCommits, AllOfThemAndARestartAreNoFalseUp) {
  for (int n = 0; n < commits_of_story; ++n) {
    SCOPED_TRACE("from commit " + std::to_string(n));
    begin(n, 1000);
    for (const fate next : story) poll(next);
    restart();
    w.move(10 * world::interval);
    polls += 10;
    for (int i = 0; i < 3; ++i) {
      const auto verdict_now = poll(fate::dropped).verdict;
      EXPECT_TRUE(verdict_now != verdict::up || last.seen.first || last.own_deleted > 0);
    }
  }
}

// same_poll: prepared, sent, arrived, gone.
TEST_P(FailingCommits, OneOfThemInASinglePollHidesNoArrival) {
  config.mode = poll_mode::same_poll;
  w.deadline = 6s;
  for (const bool silent : {false, true}) {
    for (int n = 0; n < 4; ++n) {
      SCOPED_TRACE((silent ? "silence at " : "failure of ") + std::to_string(n));
      begin(n, 1);
      state.silent = silent;
      const auto first = w.poll(state, config);
      ASSERT_TRUE(first);
      const auto j = judge(first->seen);
      EXPECT_EQ(j.verdict, n == 0 ? verdict::unknown : verdict::up) << j.summary;
      EXPECT_EQ(first->seen.arrivals.size(), n == 0 ? 0u : 1u);
      for (const auto& a : first->seen.arrivals) EXPECT_LT(a.delivery.value_or(9), 3) << "until it was found";
      EXPECT_EQ(contains(j.summary, "and deleted"), w.in_mailbox() == foreign.size() && n != 0) << j.summary;
      state.answer(true);
      w.move(world::interval);
      const auto second = w.poll(state, config);
      ASSERT_TRUE(second);
      EXPECT_EQ(judge(second->seen).verdict, verdict::up) << judge(second->seen).summary;
      EXPECT_EQ(second->seen.arrivals.size(), 1u) << "its own";
      EXPECT_EQ(second->false_ones.replayed, 0u);
      EXPECT_EQ(w.in_mailbox(), foreign.size());
      w.move(world::interval);
    }
  }
}

TEST_P(FailingCommits, OneOfThemInASinglePollHidesNoLoss) {
  config.mode = poll_mode::same_poll;
  config.delivery_deadline = 5s;
  for (int n = 1; n < 3; ++n) {
    SCOPED_TRACE("commit " + std::to_string(n));
    begin(n, 1);
    w.server->drop_next(1);
    const auto report = w.poll(state, config);
    ASSERT_TRUE(report);
    EXPECT_EQ(judge(report->seen).verdict, verdict::lost) << judge(report->seen).summary;
    EXPECT_EQ(state.bad_commits, 0);
    w.move(world::interval);
  }
}

}  // namespace
}  // namespace watchpost::email_monitor::test
