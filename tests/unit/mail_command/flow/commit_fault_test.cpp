// A commit fails, at each commit in turn: nothing is done twice, nothing before the disk tells of it, no mail
// is removed before, every answer is true, and the service goes on when the disk is whole again.
#include "world.h"

#include <gtest/gtest.h>

namespace watchpost::mail_command::test {
namespace {

struct commit_fault {
  const char* name;
  bool lasting;  // until after the third poll
  bool kept;     // on the disk, though told to have failed
  bool killed;   // the process dies: at the next deed, or after the second poll where the fault is lasting
};
void PrintTo(const commit_fault& of, std::ostream* out) { *out << of.name; }

constexpr commit_fault commit_faults[] = {
    {"once", false, false, false},       {"once_kept", false, true, false},
    {"once_killed", false, false, true}, {"lasting", true, false, false},
    {"lasting_kept", true, true, false}, {"lasting_killed", true, false, true},
};

class CommitFails : public ::testing::TestWithParam<commit_fault> {
 protected:
  using scene = std::function<void(world&)>;

  // `set_up` makes ready what a process is to find. In world after world each of its commits fails in turn;
  // when all is answered, `expect` looks at what came of it.
  static void at_each_commit(const scene& set_up, const scene& expect,
                             account::account_type account = account::account_type::imap) {
    world whole(account);
    set_up(whole);
    whole.on.commits = 0;
    ASSERT_TRUE(whole.process_polls(polls, 1min));
    const int commits = whole.on.commits;
    ASSERT_GT(commits, 1);
    for (int at = 0; at < commits; ++at) {
      SCOPED_TRACE("commit " + std::to_string(at));
      world w(account);
      set_up(w);
      fail(w, at);
      const bool lived = w.process_polls(polls, 1min, [&](int poll) {
        if (poll == 1 && GetParam().killed) w.kill();
        if (poll == 2) w.on.failing = {};
      });
      EXPECT_NE(lived, GetParam().killed);
      recover(w);
      if (HasFatalFailure()) return;
      EXPECT_TRUE(w.on.unjournaled.empty()) << w.on.unjournaled.front();
      EXPECT_TRUE(w.removed_untold.empty()) << *w.removed_untold.begin();
      EXPECT_EQ(w.in_account(), 0U);
      expect(w);
    }
  }

  static void fail(world& w, int commit) {
    const commit_fault& fault = GetParam();
    w.on.commits = 0;
    w.on.failing = {.first = commit,
                    .end = fault.lasting ? disk::forever : commit + 1,
                    .kept = fault.kept,
                    .fatal = fault.killed && !fault.lasting};
  }

  static void recover(world& w) {
    w.on.failing = {};
    w.on.last_deed.reset();
    for (int i = 0; i < 2; ++i) {
      w.move(30s);
      ASSERT_TRUE(w.process());
    }
  }

  // So many letters were sent; a kill leaves it open whether the last one has arrived.
  static void expect_mails(const world& w, std::size_t count) {
    EXPECT_LE(w.mails().size(), count);
    if (!GetParam().killed || !w.on.tells("outbox.", "\"phase\":\"uncertain\"")) {
      EXPECT_EQ(w.mails().size(), count);
    }
  }

 private:
  static constexpr int polls = 4;
};

INSTANTIATE_TEST_SUITE_P(All, CommitFails, ::testing::ValuesIn(commit_faults),
                         [](const auto& of) { return of.param.name; });

// The code of the answer to a line.
std::string code_of(const std::string& outgoing_mail, const std::string& line) {
  const auto at = outgoing_mail.find("> " + line);
  return at == outgoing_mail.npos ? std::string() : outgoing_mail.substr(outgoing_mail.find('\n', at) + 1, 3);
}

// Done and told so, or neither.
void expect_true(const world& w, const std::string& outgoing_mail, const std::string& line,
                 const std::string& key) {
  const std::string code = code_of(outgoing_mail, line);
  EXPECT_TRUE(code == "200" || code == "431") << outgoing_mail;
  EXPECT_EQ(w.on.moved(key), code == "200" ? 1U : 0U) << outgoing_mail;
}

TEST_P(CommitFails, WhileTwoLinesAreCarriedOut) {
  std::size_t moves = 0;
  for (const auto account : {account::account_type::imap, account::account_type::pop3})
    at_each_commit([](world& w) { w.mail({.body = "toggle pump1\nset level 20\n"}); },
                   [&](world& w) {
                     expect_mails(w, 1);
                     for (const auto& outgoing_mail : w.mails()) {
                       expect_true(w, outgoing_mail, "toggle", "/1/pump1");
                       expect_true(w, outgoing_mail, "set level", "/2/level");
                     }
                     moves += w.on.moves.size();
                   },
                   account);
  EXPECT_GT(moves, 0U);
}

TEST_P(CommitFails, WhileAnOutputReturns) {
  at_each_commit([](world& w) { w.mail({.body = "pump1 on for 1m\n"}); },
                 [](world& w) {
                   ASSERT_TRUE(w.process([](const service& o) { return o.state().returning.all().empty(); }));
                   EXPECT_FALSE(w.on.is_on("pump1"));
                   EXPECT_LE(w.on.moves.size(), 2U);
                   EXPECT_EQ(w.on.moved("/back/") * 2, w.on.moves.size());
                 });
}

void ask_for_valve(world& w) {
  w.on.add("valve", point::kind::digital, false, true);
  w.mail({.body = "valve on\n"});
}

TEST_P(CommitFails, WhileACodeIsMailed) {
  at_each_commit(ask_for_valve, [](world& w) {
    expect_mails(w, 1);
    EXPECT_TRUE(w.on.moves.empty());
    if (w.mails().empty()) return;
    w.mail({.body = "confirm " + code_in(w.last_mail()) + "\n"});
    ASSERT_TRUE(w.process());
    EXPECT_EQ(code_of(w.last_mail(), "valve on"), "200") << w.last_mail();
    EXPECT_EQ(w.on.moves.size(), 1U);
  });
}

TEST_P(CommitFails, WhileACodeIsRedeemed) {
  std::size_t moves = 0;
  at_each_commit(
      [](world& w) {
        ask_for_valve(w);
        ASSERT_TRUE(w.process());
        w.mail({.body = "confirm " + code_in(w.last_mail()) + "\n"});
      },
      [&](world& w) {
        expect_mails(w, 2);
        if (w.mails().size() == 2) expect_true(w, w.last_mail(), "valve on", "/1/valve");
        EXPECT_LE(w.on.moves.size(), 1U);
        moves += w.on.moves.size();
      });
  EXPECT_GT(moves, 0U);
}

TEST_P(CommitFails, WhileMailOfAStrangerIsDropped) {
  at_each_commit(
      [](world& w) {
        w.mail({.from = "mallory@sandbox.test", .body = "pump1 on\n"});
        w.mail({.body = "get level\n", .age = 2h});
      },
      [](world& w) {
        expect_mails(w, 1);
        EXPECT_TRUE(w.on.moves.empty());
        EXPECT_TRUE(w.mails("mallory@sandbox.test").empty());
      });
}

TEST_P(CommitFails, WhileAnAlarmIsAcknowledged) {
  at_each_commit(
      [](world& w) {
        ASSERT_TRUE(w.process_event(w.raise_alarm({w.tanaka})));
        w.mail({.body = "ack " + code_in(w.last_mail()) + "\n"});
      },
      [](world& w) {
        expect_mails(w, 2);
        EXPECT_EQ(w.on.acknowledged.size(), 1U);
      });
}

TEST_P(CommitFails, WhileAnAlarmIsTold) {
  world whole;
  ASSERT_TRUE(whole.process_event(whole.raise_alarm({whole.tanaka})));
  ASSERT_EQ(whole.on.commits, 3);  // taken, leaving, sent
  for (int at = 0; at < whole.on.commits; ++at) {
    SCOPED_TRACE("commit " + std::to_string(at));
    world w;
    const abi::event e = w.raise_alarm({w.tanaka});
    const auto begun = w.clock->now();
    fail(w, at);
    const bool lived = w.process_event(e, [&](const service&) {
      const auto age = w.clock->now() - begun;
      if (age >= 1min && GetParam().killed) w.kill();
      if (age >= 2min) w.on.failing = {};
      return age >= 2min;
    });
    EXPECT_NE(lived, GetParam().killed);
    recover(w);
    if (HasFatalFailure()) return;
    ASSERT_TRUE(w.process_event(e));
    expect_mails(w, 1);
  }
}

TEST(CommitsFailForLong, AndMailThatComesMeanwhileIsCarriedOutAfterwards) {
  world w;
  for (const char* point : {"a", "b", "c"}) {
    w.on.add(point, point::kind::digital, false);
    w.mail({.body = std::string(point) + " on\n"});
  }
  w.on.failing = {.end = disk::forever};
  ASSERT_TRUE(w.process_polls(4, 1min, [&](int poll) {
    EXPECT_EQ(w.in_account(), poll < 3 ? 3U : 0U) << poll;
    if (poll == 2) w.on.failing = {};
  }));
  const auto letters = w.mails();
  ASSERT_EQ(letters.size(), 3U);
  EXPECT_EQ(code_of(letters[0], "a on"), "431") << "that was begun when the disk failed";
  EXPECT_EQ(code_of(letters[1], "b on"), "200");
  EXPECT_EQ(code_of(letters[2], "c on"), "200");
  EXPECT_EQ(w.on.moves.size(), 2U);
}

TEST(CommitsFailForLong, AndLettersLeaveSoonAfter) {
  world w;
  w.mail({.body = "get level\n"});
  w.on.failing = {.first = 1, .end = disk::forever};  // the first one queues the answer
  std::optional<mail::net::instant> whole;
  const auto begun = w.clock->now();
  ASSERT_TRUE(w.process([&](const service&) {
    if (!whole && w.clock->now() - begun >= 90min) {
      w.on.failing = {};
      whole = w.clock->now();
    }
    return whole.has_value();
  }));
  ASSERT_EQ(w.mails().size(), 1U);
  EXPECT_LE(w.clock->now() - *whole, 1min);
  EXPECT_LE(w.server->count().smtp.sign_ins, 3U) << "a server is not asked while nothing can be sent";
}

}  // namespace
}  // namespace watchpost::mail_command::test
