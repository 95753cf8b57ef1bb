// What takes two mails: confirmation, a second person, the acknowledgement of an alarm; and outputs that
// return.
#include "world.h"

#include <gtest/gtest.h>

namespace watchpost::mail_command::test {
namespace {

TEST(Confirmation, IsAskedForAndGoodOnce) {
  world w;
  w.on.add("valve", point::kind::digital, false, true);
  w.mail({.body = "valve on\n"});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.moves.empty());
  const std::string code = code_in(w.last_mail());
  ASSERT_FALSE(code.empty()) << w.last_mail();
  w.move(2min);
  w.mail({.body = "confirm " + code + "\n"});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("valve"));
  EXPECT_NE(w.last_mail().find("\n200 "), std::string::npos) << w.last_mail();
  w.move(2min);
  w.mail({.body = "confirm " + code + "\n"});
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.on.moves.size(), 1U);
  EXPECT_NE(w.last_mail().find("\n534 "), std::string::npos) << w.last_mail();
}

TEST(Confirmation, BySomebodyElseOrTooLateIsNone) {
  world w;
  w.on.add("valve", point::kind::digital, false, true);
  w.mail({.body = "valve on\n"});
  ASSERT_TRUE(w.process());
  const std::string code = code_in(w.last_mail());
  w.mail({.from = world::suzuki, .body = "confirm " + code + "\n"});
  ASSERT_TRUE(w.process());
  EXPECT_FALSE(w.on.is_on("valve"));
  w.move(16min);
  w.mail({.body = "confirm " + code + "\n"});
  ASSERT_TRUE(w.process());
  EXPECT_FALSE(w.on.is_on("valve"));
}

TEST(TwoPersons, AreTwoDifferentOnes) {
  world w;
  w.on.add("gate", point::kind::digital, false, false, true);
  w.mail({.body = "gate on\n"});
  ASSERT_TRUE(w.process());
  const std::string code = code_in(w.last_mail());
  ASSERT_FALSE(code.empty()) << w.last_mail();
  w.mail({.body = "confirm " + code + "\n"});
  ASSERT_TRUE(w.process());
  EXPECT_FALSE(w.on.is_on("gate"));
  w.mail({.from = world::suzuki, .body = "confirm " + code + "\n"});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("gate"));
  EXPECT_TRUE(w.on.audited_as("command.accepted", world::suzuki));
}

TEST(Return, OfASecondCommandGoesBackToWhereTheFirstCameFrom) {
  world w;
  w.mail({.body = "pump1 on for 10m\n"});
  ASSERT_TRUE(w.process());
  w.move(1min);
  w.mail({.body = "pump1 on for 20m\n"});
  const auto returned = [](const service& o) { return o.state().returning.all().empty(); };
  ASSERT_TRUE(w.process(returned));
  EXPECT_FALSE(w.on.is_on("pump1"));
  EXPECT_EQ(w.on.moved("/back/"), 1U);
}

TEST(Return, IsOffWhenThePointIsOperatedAnew) {
  world w;
  w.mail({.body = "pump1 on for 10m\n"});
  ASSERT_TRUE(w.process());
  w.move(1min);
  w.mail({.body = "pump1 on\n"});
  ASSERT_TRUE(w.process());
  w.move(15min);
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("pump1"));
  EXPECT_EQ(w.on.moved("/back/"), 0U);
}

TEST(Return, OfAPulse) {
  world w;
  w.mail({.body = "pulse pump1\n"});
  const auto returned = [](const service& o) { return o.state().returning.all().empty(); };
  ASSERT_TRUE(w.process(returned));
  EXPECT_FALSE(w.on.is_on("pump1"));
  EXPECT_EQ(w.on.moves.size(), 2U);
}

TEST(Return, OfAnOutputThatIsStillBeingMoved) {
  world w;
  w.mail({.body = "pump1 on for 10m\n"});
  w.on.looks_until_known = 1;
  const auto returned = [](const service& o) { return o.state().returning.all().empty(); };
  ASSERT_TRUE(w.process(returned));
  EXPECT_EQ(w.on.moved("/back/"), 1U);
  EXPECT_FALSE(w.on.is_on("pump1"));
}

TEST(Return, IsNoneOfWhatWasRefused) {
  world w;
  w.on.points.at("pump1").about.operable = false;
  w.mail({.body = "pump1 on for 10m\n"});
  ASSERT_TRUE(w.process());
  EXPECT_NE(w.last_mail().find("\n512 "), std::string::npos) << w.last_mail();
  w.on.points.at("pump1").about.operable = true;
  w.move(15min);
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.moves.empty());
}

TEST(Return, ThatFailsIsTriedAgainAndTold) {
  world w;
  w.mail({.body = "pump1 on for 1m\n"});
  ASSERT_TRUE(w.process());
  w.on.points.at("pump1").about.operable = false;
  const std::size_t before = w.mails().size();
  const auto told = [&](const service& o) {
    const auto& all = o.state().returning.all();
    return !all.empty() && all.begin()->second.told;
  };
  ASSERT_TRUE(w.process(told));
  EXPECT_EQ(w.mails().size(), before + 1);
  w.on.points.at("pump1").about.operable = true;
  const auto returned = [](const service& o) { return o.state().returning.all().empty(); };
  ASSERT_TRUE(w.process(returned));
  EXPECT_FALSE(w.on.is_on("pump1"));
}

TEST(Alarm, IsToldAndAcknowledgedByReply) {
  world w;
  w.server->add_user({"duty@sandbox.test", "secret"});
  const abi::event e = w.raise_alarm({"duty@sandbox.test", world::suzuki});
  ASSERT_TRUE(w.process_event(e));
  ASSERT_TRUE(w.process_event(e));  // the host may tell it twice
  ASSERT_EQ(w.mails("duty@sandbox.test").size(), 1U);
  const std::string code = code_in(w.last_mail("duty@sandbox.test"));
  ASSERT_FALSE(code.empty()) << w.last_mail("duty@sandbox.test");
  // No rule is about the one on duty, but the code is his.
  w.mail({.from = "duty@sandbox.test", .subject = "Re: [" + code + "] level", .body = "ack\n"});
  ASSERT_TRUE(w.process());
  ASSERT_EQ(w.on.acknowledged.size(), 1U);
  EXPECT_EQ(w.on.acknowledged.front(), (std::pair<std::string, std::int64_t>{"level", 7}));
  EXPECT_NE(w.last_mail("duty@sandbox.test").find("\n206 "), std::string::npos);
}

}  // namespace
}  // namespace watchpost::mail_command::test
