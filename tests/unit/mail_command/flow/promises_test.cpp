// Lines are worked out one after the other, and each promise of an answer is kept, or its end is told.
#include "world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace watchpost::mail_command::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

bool nothing_returns(const service& o) { return o.state().returning.all().empty(); }

// What became of each line, in order.
std::vector<int> codes_of(const std::string& outgoing_mail) {
  std::vector<int> all;
  for (auto at = outgoing_mail.find("\n> "); at != outgoing_mail.npos;
       at = outgoing_mail.find("\n> ", at + 1))
    all.push_back(std::stoi(outgoing_mail.substr(outgoing_mail.find('\n', at + 1) + 1, 3)));
  return all;
}

class Promise : public ::testing::Test {
 protected:
  // The values that the point was given, oldest first.
  std::vector<point::value> moves_of(const std::string& point) const {
    std::vector<point::value> all;
    for (const auto& [key, value] : w.on.moves)
      if (key.find('/' + point) != key.npos) all.push_back(value);
    return all;
  }
  // Sends it, and lives until nothing is to return any more.
  void ask(const std::string& body) {
    w.mail({.body = body});
    ASSERT_TRUE(w.process());
    ASSERT_TRUE(w.process(nothing_returns));
  }

  world w;
};

class PromiseOfTwoLines : public Promise, public ::testing::WithParamInterface<const char*> {};

INSTANTIATE_TEST_SUITE_P(Bodies, PromiseOfTwoLines,
                         ::testing::Values("pump1 off for 5m\npump1 off for 5m\n",
                                           "pump1 off for 10m\npump1 on for 5m\n",
                                           "pump1 off for 10m\npump1 off until 11:00\n",
                                           "pump? off for 10m\npump1 off for 5m\n",
                                           "pump1 off for 5m\npump? off for 10m\n"));

TEST_P(PromiseOfTwoLines, IsKeptOnce) {
  w.allow({"tanaka@sandbox.test operate * assurance=address patterns=at-once"});
  w.on.points.at("pump1").now.value = true;
  ask(GetParam());
  EXPECT_EQ(codes_of(w.mails().front()), (std::vector<int>{200, 200})) << w.mails().front();
  EXPECT_THAT(w.mails().front(), HasSubstr("goes back at"));
  EXPECT_TRUE(w.on.is_on("pump1"));
  const auto moves = moves_of("pump1");
  ASSERT_EQ(moves.size(), 3U);
  EXPECT_EQ(moves.back(), point::value(true));
}

TEST_F(Promise, OfASetPointTwiceEndsAtTheValueBeforeBoth) {
  ask("set level 20 for 10m\nset level 30 for 5m\n");
  EXPECT_EQ(moves_of("level"), (std::vector<point::value>{20.0, 30.0, 12.5}));
}

TEST_F(Promise, ThatALaterLineEndsIsToldThere) {
  ask("pump1 on for 10m\npump1 on\n");
  EXPECT_TRUE(w.on.is_on("pump1"));
  const std::string outgoing_mail = w.mails().front();
  const auto second = outgoing_mail.rfind("> pump1 on");
  EXPECT_THAT(outgoing_mail.substr(0, second), HasSubstr("goes back at"));
  EXPECT_THAT(outgoing_mail.substr(second), HasSubstr("does not go back at"));
}

TEST_F(Promise, ThatALaterMailReplacesIsToldThere) {
  w.mail({.body = "pump1 on for 10m\n"});
  ASSERT_TRUE(w.process());
  EXPECT_THAT(w.last_mail(), Not(HasSubstr("any more")));
  w.move(1min);
  ask("pump1 on for 30m\n");
  EXPECT_THAT(w.last_mail(), HasSubstr("any more"));
  EXPECT_EQ(moves_of("pump1"), (std::vector<point::value>{true, true, false}));
}

TEST_F(Promise, OfALineBehindOneForGoodIsToWhatThatLeaves) {
  ask("pump1 on for 10m\npump1 on\npump1 off for 5m\n");
  EXPECT_EQ(moves_of("pump1"), (std::vector<point::value>{true, true, false, true}));
}

TEST_F(Promise, TogglesEndWhereTheyBegan) {
  ask("toggle pump1\ntoggle pump1\n");
  EXPECT_EQ(moves_of("pump1"), (std::vector<point::value>{true, false}));
}

// The first line is refused, so that what the second one was worked out from does not hold.
TEST_F(Promise, ThatRestsOnALineThatFailedIsNotMade) {
  w.mail({.body = "set level 20\nset level 30 for 5m\nget level\n"});
  w.on.points.at("level").about.operable = false;
  ASSERT_TRUE(w.process());
  EXPECT_EQ(codes_of(w.last_mail()), (std::vector<int>{512, 431, 202})) << w.last_mail();
  EXPECT_TRUE(w.on.moves.empty());
  EXPECT_FALSE(w.on.tells("revert.", "level"));
}

// A confirmed line keeps its number of the mail before; it is done where the code stands.
TEST_F(Promise, OfAConfirmedLineIsWorkedOutBeforeTheLinesBelowTheCode) {
  w.on.add("valve", point::kind::digital, false, true);
  w.mail({.body = "get level\nget pump1\nvalve toggle\n"});
  ASSERT_TRUE(w.process());
  const std::string code = code_in(w.last_mail());
  ASSERT_NE(code, "") << w.last_mail();
  w.mail({.body = "confirm " + code + "\nvalve toggle dry-run\nget valve\n"});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("valve"));
  const std::string outgoing_mail = w.last_mail();
  EXPECT_EQ(codes_of(outgoing_mail), (std::vector<int>{200, 450, 202})) << outgoing_mail;
  EXPECT_THAT(outgoing_mail, HasSubstr("-> off;"));
}

TEST_F(Promise, OfTwoLinesIsKeptOverADeathAnywhere) {
  const std::string body = "pump1 on for 10m\npump1 on for 5m\n";
  int deeds = 0;
  {
    world alive;
    alive.mail({.body = body});
    ASSERT_TRUE(alive.process());
    deeds = alive.on.deeds;
  }
  for (int after = 0; after < deeds; ++after) {
    SCOPED_TRACE("death after deed " + std::to_string(after));
    world mortal;
    mortal.mail({.body = body});
    mortal.on.last_deed = after;
    (void)mortal.process();
    mortal.on.last_deed.reset();
    ASSERT_TRUE(mortal.process());
    ASSERT_TRUE(mortal.process(nothing_returns));
    EXPECT_FALSE(mortal.on.is_on("pump1"));
  }
}

}  // namespace
}  // namespace watchpost::mail_command::test
