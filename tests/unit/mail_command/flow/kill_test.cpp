// The process dies after each durable step in turn: an output moves at most once for a command, and the
// answer says what happened.
#include "world.h"

#include <gtest/gtest.h>

namespace watchpost::mail_command::test {
namespace {

// Runs `w` with a death after that deed, then processes that live, until all is answered.
void die_and_recover(world& w, int after) {
  w.on.deeds = 0;
  w.on.last_deed = after;
  (void)w.process();
  w.on.last_deed.reset();
  for (int i = 0; i < 3; ++i) {
    w.move(30s);
    ASSERT_TRUE(w.process());
  }
}

int deeds_of(account::account_type account, const std::string& body) {
  world w(account);
  w.mail({.body = body});
  EXPECT_TRUE(w.process());
  return w.on.deeds;
}

class Kill : public ::testing::TestWithParam<account::account_type> {};
INSTANTIATE_TEST_SUITE_P(Protocols, Kill,
                         ::testing::Values(account::account_type::pop3, account::account_type::imap),
                         [](const auto& of) {
                           return of.param == account::account_type::imap ? "imap" : "pop3";
                         });

TEST_P(Kill, AnywhereOperatesAtMostOnceAndTellsWhich) {
  const std::string body = "toggle pump1\nset level 20\n";
  const int deeds = deeds_of(GetParam(), body);
  ASSERT_GT(deeds, 12);
  int told_done = 0, told_undone = 0, told_unknown = 0;
  for (int after = 0; after < deeds; ++after) {
    SCOPED_TRACE("death after deed " + std::to_string(after));
    world w(GetParam());
    w.mail({.body = body});
    die_and_recover(w, after);
    if (::testing::Test::HasFatalFailure()) return;
    EXPECT_EQ(w.in_account(), 0U);
    // One answer; or, when it was on its way to the server, none that is known to have arrived or one.
    const auto letters = w.mails();
    ASSERT_LE(letters.size(), 1U);
    if (letters.empty()) {
      EXPECT_NE(w.on.entries.end(), std::find_if(w.on.entries.begin(), w.on.entries.end(), [](const auto& e) {
                  return e.first.starts_with("outbox.") && e.second.find("uncertain") != std::string::npos;
                }));
      continue;
    }
    const std::string& text = letters.front();
    for (const auto& [line, what] :
         {std::pair<std::string, std::string>{"toggle", "/1/pump1"}, {"set level", "/2/level"}}) {
      const std::size_t moves = w.on.moved(what);
      EXPECT_LE(moves, 1U);
      const auto at = text.find("> " + line);
      ASSERT_NE(at, std::string::npos) << text;
      const std::string code = text.substr(text.find('\n', at) + 1, 3);
      told_done += code == "200";
      told_undone += code == "431";
      told_unknown += code == "430";
      if (code == "200") {
        EXPECT_EQ(moves, 1U) << text;
      } else if (code == "431") {
        EXPECT_EQ(moves, 0U) << text;
      }
      EXPECT_TRUE(code == "200" || code == "431" || code == "430") << text;
    }
  }
  EXPECT_GT(told_done, 0);
  EXPECT_GT(told_undone, 0);
  EXPECT_GT(told_unknown, 0);
}

TEST_P(Kill, AnywhereLetsTheOutputReturn) {
  const std::string body = "pump1 on for 10m\n";
  const int deeds = deeds_of(GetParam(), body);
  for (int after = 0; after < deeds; ++after) {
    SCOPED_TRACE("death after deed " + std::to_string(after));
    world w(GetParam());
    w.mail({.body = body});
    die_and_recover(w, after);
    if (::testing::Test::HasFatalFailure()) return;
    EXPECT_LE(w.on.moved("/1/pump1") - w.on.moved("/back/"), 1U);
    const auto returned = [](const service& o) { return o.state().returning.all().empty(); };
    ASSERT_TRUE(w.process(returned));
    EXPECT_FALSE(w.on.is_on("pump1"));
  }
}

// In the time of the host's clock, as all that mail_command waits for.
TEST(KillWhileOperating, AsksTwiceASecondForWhatIsUnderWay) {
  world w;
  w.mail({.body = "pump1 on\n"});
  w.on.last_deed = 4;
  ASSERT_FALSE(w.process());
  w.on.last_deed.reset();
  w.on.looks_until_known = 3;
  ASSERT_TRUE(w.process());
  ASSERT_EQ(w.on.looks_ms.size(), 4U);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_GE(w.on.looks_ms[i] - w.on.looks_ms[i - 1], 500);
}

// The host is still at it when the next process asks.
TEST(KillWhileOperating, TellsWhatIsUnderWayWhenItIsKnown) {
  // The journal, the record, and three steps of the operation.
  for (const int after : {2, 3, 4}) {
    for (const auto& [looks, code] :
         {std::pair<int, std::string>{3, after == 4 ? "200" : "430"}, {1000, "430"}}) {
      SCOPED_TRACE("death after deed " + std::to_string(after) + ", looks " + std::to_string(looks));
      world w;
      w.mail({.body = "pump1 on\n"});
      w.on.last_deed = after;
      ASSERT_FALSE(w.process());
      ASSERT_EQ(w.on.keys.size(), 1U);
      w.on.last_deed.reset();
      w.on.looks_until_known = looks;
      const auto begun = w.clock->now();
      ASSERT_TRUE(w.process());
      EXPECT_GE(w.clock->now() - begun, std::min(looks, 20) * 500ms);
      EXPECT_NE(w.last_mail().find("\n" + code + ' '), std::string::npos) << w.last_mail();
      EXPECT_LE(w.on.moves.size(), 1U);
    }
  }
}

TEST(KillWhileOperating, TellsThatNothingIsKnownWhereTheHostCannotSay) {
  world w;
  w.mail({.body = "pump1 on\n"});
  w.on.last_deed = 3;
  ASSERT_FALSE(w.process());
  ASSERT_TRUE(w.on.is_on("pump1"));
  w.on.last_deed.reset();
  w.on.forgetful = true;
  ASSERT_TRUE(w.process());
  EXPECT_NE(w.last_mail().find("\n430 "), std::string::npos) << w.last_mail();
}

TEST(KillWhileReturning, BringsItBackAllTheSame) {
  for (int after = 0; after < 8; ++after) {
    SCOPED_TRACE("death after deed " + std::to_string(after));
    world w;
    w.mail({.body = "pump1 on for 10m\n"});
    ASSERT_TRUE(w.process());
    ASSERT_TRUE(w.on.is_on("pump1"));
    w.move(11min);
    die_and_recover(w, after);
    const auto returned = [](const service& o) { return o.state().returning.all().empty(); };
    ASSERT_TRUE(w.process(returned));
    EXPECT_FALSE(w.on.is_on("pump1"));
  }
}

}  // namespace
}  // namespace watchpost::mail_command::test
