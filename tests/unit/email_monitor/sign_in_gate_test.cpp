// Which refusals of a sign-in are believed, and how long a server is then left alone.
#include "email_monitor/configuration.h"
#include "email_monitor/refusals.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace watchpost::email_monitor::test {
namespace {

using namespace std::chrono_literals;
using mail::cause;
using mail::failure;
using mail::stage;

constexpr std::int64_t minute = 60'000;

failure refused(cause why, std::string words, int code = 0, std::string enhanced = {}) {
  failure f;
  f.at = stage::sign_in;
  f.why = why;
  f.code = code;
  f.enhanced = std::move(enhanced);
  f.server = std::move(words);
  return f;
}

// An instance; several share what is known.
struct watcher {
  explicit watcher(refusals& shared) : known(shared) {
    std::string why;
    book = *ledger::load({}, why);
  }

  sign_in_gate gate() {
    return {known,
            {"mail", "IMAP", {"mx.test", 993}, {}, {"user", password}, by_password},
            1h,
            book.own_identity().tag};
  }
  // What is told of a try that ended so; nothing where it went well.
  std::optional<failure> tries(std::optional<failure> end) {
    gate().tried(end, now, book);
    return end;
  }
  bool closed() { return gate().closed(now).has_value(); }

  refusals& known;
  ledger book;
  std::string password = "secret";
  bool by_password = true;
  std::int64_t now = 1'795'342'400'000;
};

class SignInGate : public ::testing::Test {
 protected:
  refusals known;
  watcher m{known};
};

TEST_F(SignInGate, ARefusalWithoutACodeIsBelievedTheSecondTime) {
  EXPECT_FALSE(m.tries(std::nullopt));
  for (const auto& f : {refused(cause::credentials, "LOGIN failed"), refused(cause::unexplained, "no")}) {
    auto told = m.tries(f);
    EXPECT_EQ(told->why, cause::unexplained);
    EXPECT_NE(told->detail.find("worked before"), std::string::npos) << *told;
    EXPECT_FALSE(m.closed());
    m.now += minute;
    told = m.tries(f);
    EXPECT_EQ(told->why, cause::credentials);
    EXPECT_NE(told->detail.find("refused twice"), std::string::npos) << *told;
    EXPECT_TRUE(m.closed());
    m.now += 60 * minute;
    EXPECT_FALSE(m.closed());
    EXPECT_FALSE(m.tries(std::nullopt));
  }
}

TEST_F(SignInGate, OneSecondOfTroubleIsNoPause) {
  m.tries(std::nullopt);
  m.tries(refused(cause::credentials, "LOGIN failed"));
  EXPECT_FALSE(m.tries(std::nullopt));
  EXPECT_EQ(m.tries(refused(cause::credentials, "LOGIN failed"))->why, cause::unexplained);
}

TEST_F(SignInGate, APasswordThatNeverWorkedIsBelievedToBeWrong) {
  EXPECT_EQ(m.tries(refused(cause::credentials, "LOGIN failed"))->why, cause::credentials);
  EXPECT_TRUE(m.closed());
  m.password = "another";
  EXPECT_FALSE(m.closed());
  EXPECT_EQ(m.tries(refused(cause::unexplained, "no"))->why, cause::unexplained);
  EXPECT_FALSE(m.closed());
}

TEST_F(SignInGate, ACodeIsBelievedAtOnce) {
  for (const auto& f :
       {refused(cause::credentials, "no", 0, "AUTHENTICATIONFAILED"),
        refused(cause::credentials, "no", 535, "5.7.8"), refused(cause::permanent, "no", 550),
        refused(cause::no_mechanism, "no", 534, "5.7.9"), refused(cause::permanent, "no", 500),
        refused(cause::permanent, "no", 0, "CONTACTADMIN")}) {
    m.tries(std::nullopt);
    EXPECT_EQ(m.tries(f)->why, f.why);
    ASSERT_TRUE(m.closed()) << f;
    EXPECT_EQ(m.gate().closed(m.now)->why, f.why);
  }
}

TEST_F(SignInGate, WhatIsNotOfThePasswordClosesNothing) {
  for (const auto why : {cause::busy, cause::timeout, cause::closed, cause::protocol, cause::temporary})
    m.tries(refused(why, "words"));
  m.tries(refused(cause::no_mechanism, ""));  // our own finding
  failure later = refused(cause::permanent, "no such mailbox");
  later.at = stage::open;
  m.tries(later);
  EXPECT_FALSE(m.closed());
  EXPECT_EQ(m.tries(refused(cause::credentials, "LOGIN failed"))->why, cause::unexplained)
      << "a sign-in that came as far as the mailbox has worked";
  m.by_password = false;
  m.tries(refused(cause::credentials, "no", 535));
  EXPECT_FALSE(m.closed()) << "the next token is another one";
}

TEST_F(SignInGate, ADoubtIsForOneMonitorToSettle) {
  watcher other(known);
  m.tries(std::nullopt);
  other.tries(std::nullopt);
  m.tries(refused(cause::unexplained, "no"));
  EXPECT_TRUE(other.closed());
  EXPECT_EQ(other.tries(refused(cause::unexplained, "no"))->why, cause::unexplained)
      << "told at the same time";
  other.now += minute;
  EXPECT_FALSE(other.closed());
  EXPECT_FALSE(m.closed());
}

TEST_F(SignInGate, SurvivesARestart) {
  failure throttled = refused(cause::busy, "Suggested Backoff Time: 300000 milliseconds");
  throttled.wait = 300s;
  for (const auto& f : {refused(cause::permanent, "a b", 550, "5.7.30"), throttled}) {
    m.tries(f);
    refusals fresh;
    sign_in_gate gate(fresh, {"mail", "IMAP", {"mx.test", 993}, {}, {"user", "secret"}}, 1h,
                      m.book.own_identity().tag);
    gate.recall(m.book);
    const auto closed = gate.closed(m.now);
    ASSERT_TRUE(closed);
    EXPECT_EQ(closed->why, f.why);
    EXPECT_EQ(closed->code, f.code);
    EXPECT_EQ(closed->enhanced, f.enhanced);
    EXPECT_EQ(closed->server, f.server);
    EXPECT_EQ(gate.closed(m.now + f.wait.count() + 1).has_value(), f.wait.count() == 0);
  }
}

TEST_F(SignInGate, AServersWishIsHeededForAnHourAtMost) {
  failure throttled = refused(cause::busy, "Suggested Backoff Time");
  throttled.at = stage::open;
  throttled.wait = 100h;
  m.tries(throttled);
  EXPECT_TRUE(m.closed());
  m.now += 61 * minute;
  EXPECT_FALSE(m.closed());
}

TEST_F(SignInGate, AServersWishIsHeededWhereNobodySignsIn) {
  configuration open;
  open.submission.server = {"mx.test", 25};
  sign_in_gate gate(known, submission_sign_in(open), 1h, m.book.own_identity().tag);
  std::optional<failure> throttled = refused(cause::busy, "Suggested Backoff Time", 421);
  throttled->at = stage::greeting;
  throttled->wait = 300s;
  gate.tried(throttled, m.now, m.book);
  EXPECT_TRUE(gate.closed(m.now));
  EXPECT_FALSE(gate.closed(m.now + 301'000));
  std::optional<failure> down = refused(cause::permanent, "go away", 554);
  down->at = stage::greeting;
  gate.tried(down, m.now, m.book);
  EXPECT_TRUE(gate.closed(m.now)) << "the wish stands";
}

}  // namespace
}  // namespace watchpost::email_monitor::test
