// Two users of a maildrop in one session: one listing, all DELEs before the one QUIT.
#include "mail/pop3/listing.h"
#include "visitors.h"

namespace watchpost::mail::test_broker {
namespace {

const std::string pop3_signed_in = R"(tls
  S: +OK ready
  C: CAPA
  S: +OK
  S: TOP
  S: UIDL
  S: SASL PLAIN
  S: .
  C: AUTH PLAIN *
  S: +OK welcome
  C: UIDL
  S: +OK
  S: 1 a
  S: 2 b
  S: .
)";

std::string passed_over(int number, const std::string& name) {
  return "C: TOP " + std::to_string(number) + " 0\nS: +OK\nS: X-Probe: " + name + "\nS:\nS: .\n";
}
std::string top(int number, const std::string& name) {
  const std::string n = std::to_string(number);
  return passed_over(number, name) + "C: UIDL " + n + "\nS: +OK " + n + (number == 1 ? " a\n" : " b\n");
}
std::string dele(int number) { return "C: DELE " + std::to_string(number) + "\nS: +OK\n"; }

const std::string both = top(1, "one") + top(2, "two") + dele(1) + top(2, "two") + dele(2);

position nothing_known() { return pop3::to_position({}); }

struct Maildrop : ::testing::Test {
  visitor one{.name = "one", .since = nothing_known()}, two{.name = "two", .since = nothing_known()};

  void expect_removed() {
    for (const auto* who : {&one, &two}) {
      ASSERT_TRUE(who->removed && *who->removed) << who->name;
      EXPECT_EQ(**who->removed, 1u);
      EXPECT_EQ((*who->seen)->matches.size(), 1u);
      EXPECT_TRUE(who->report.tls);
    }
  }
};

TEST_F(Maildrop, IsSharedInOneSession) {
  server s(pop3_signed_in + both + "C: QUIT\nS: +OK bye\n");
  s.serve(true, one, two);
  expect_removed();
  EXPECT_EQ(s.connections(), 1u);
  EXPECT_FALSE(one.report.inherited);
  EXPECT_TRUE(two.report.inherited);
}

TEST_F(Maildrop, ARefusedQuitIsEverybodysAndTheyTryOnceMore) {
  server s(pop3_signed_in + both + "C: QUIT\nS: -ERR disk\nnext\n" + pop3_signed_in + both +
           "C: QUIT\nS: +OK bye\n");
  s.serve(true, one, two);
  expect_removed();
  EXPECT_EQ(s.connections(), 2u);
}

TEST_F(Maildrop, ASecondRefusalIsTheFailureOfBoth) {
  const std::string refused = pop3_signed_in + both + "C: QUIT\nS: -ERR disk\n";
  server s(refused + "next\n" + refused);
  s.serve(true, one, two);
  for (const auto* who : {&one, &two}) {
    ASSERT_TRUE(who->removed);
    ASSERT_FALSE(*who->removed);
    EXPECT_EQ(who->removed->error().server, "disk");
  }
}

// The marks of the first one go down with the session in which the second one looks.
TEST_F(Maildrop, AMarkInASessionThatBreaksIsMadeAgain) {
  server s(pop3_signed_in + top(1, "one") + top(2, "two") + dele(1) + "C: TOP 2 0\nclose\nnext\n" +
           pop3_signed_in + passed_over(1, "one") + top(2, "two") + dele(2) + "C: QUIT\nS: +OK bye\nnext\n" +
           pop3_signed_in + top(1, "one") + top(2, "x") + dele(1) + "C: QUIT\nS: +OK bye\n");
  s.serve(true, one, two);
  expect_removed();
}

TEST_F(Maildrop, WhoFindsNothingEndsTheSessionForTheOthers) {
  server s(pop3_signed_in + top(1, "one") + top(2, "x") + dele(1) + top(2, "x") + "C: QUIT\nS: +OK bye\n");
  s.serve(true, one, two);
  ASSERT_TRUE(one.removed && *one.removed);
  EXPECT_EQ(**one.removed, 1u);
  ASSERT_TRUE(two.seen && *two.seen);
  EXPECT_TRUE((*two.seen)->matches.empty());
}

TEST_F(Maildrop, ARefusedSignInIsToldToAllWhoWait) {
  server s(R"(tls
    S: +OK ready
    C: CAPA
    S: +OK
    S: TOP
    S: UIDL
    S: SASL PLAIN
    S: .
    C: AUTH PLAIN *
    S: -ERR [AUTH] no
  )");
  s.serve(true, one, two);
  for (const auto* who : {&one, &two}) {
    ASSERT_TRUE(who->seen && !*who->seen);
    EXPECT_EQ(who->seen->error().why, cause::credentials);
    EXPECT_EQ(who->seen->error().server, "no");
  }
  EXPECT_EQ(s.connections(), 1u);
}

TEST_F(Maildrop, AStalledSessionCostsEachItsOwnTime) {
  server s("tls\nstall\n");
  s.serve(true, one, two);
  for (const auto* who : {&one, &two}) {
    ASSERT_TRUE(who->seen && !*who->seen);
    EXPECT_EQ(who->seen->error().why, cause::timeout);
  }
  EXPECT_NE(two.seen->error().detail.find("waited for the session of another monitor"), std::string::npos)
      << two.seen->error();
}

}  // namespace
}  // namespace watchpost::mail::test_broker
