// Servers that want to be left alone for a while: LOGIN-DELAY (RFC 2449), [IN-USE], [LIMIT] (RFC 5530).
#include "mail_command/poll_result.h"
#include "support/scripted_server.h"
#include "world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace watchpost::mail_command::test {
namespace {

using mail::net::instant;

intake::received busy(std::string code) {
  intake::received r;
  r.failed.emplace();
  r.failed->why = mail::cause::busy;
  r.failed->enhanced = std::move(code);
  return r;
}

intake::received signed_in(instant when, std::chrono::seconds delay) {
  intake::received r;
  r.signed_in = when;
  r.report.login_delay = delay;
  return r;
}

TEST(Pacing, GoesAtOnceWhereNobodyAsksForTime) {
  intake::pacing pace("plant");
  EXPECT_EQ(pace.left(5s), 0ms);
  pace.learn(signed_in(5s, 0s), 6s);
  EXPECT_EQ(pace.left(6s), 0ms);
}

TEST(Pacing, LeavesTheTimeOfLoginDelayBetweenSignIns) {
  intake::pacing pace("plant");
  pace.learn(signed_in(5s, 60s), 7s);
  EXPECT_EQ(pace.left(7s), 58s);
  EXPECT_EQ(pace.left(65s), 0ms);
  pace.signed_in(64s);
  EXPECT_EQ(pace.left(65s), 59s) << "whoever of us it was";
  pace.learn(signed_in(200s, 0s), 200s);
  EXPECT_EQ(pace.left(200s), 0ms) << "the server asks no more";
}

TEST(Pacing, DoesNotWaitForeverBecauseAServerSaysSo) {
  intake::pacing pace("plant");
  pace.learn(signed_in(0s, std::chrono::seconds(4'000'000'000)), 0s);
  EXPECT_EQ(pace.left(0s), 1h);
}

TEST(Pacing, GrowsWhileTheServerIsBusyAndIsForgottenThen) {
  intake::pacing pace("plant");
  milliseconds least = 10s;
  for (instant now = 0s; least < 15min; least = std::min<milliseconds>(least * 2, 15min)) {
    pace.learn(busy("IN-USE"), now);
    EXPECT_GE(pace.left(now), least);
    EXPECT_LE(pace.left(now), least + least / 4);
    now += pace.left(now);
  }
  pace.learn(signed_in(5h, 0s), 5h);
  pace.learn(busy("LIMIT"), 5h);
  EXPECT_LE(pace.left(5h), 12500ms);
}

TEST(Pacing, IsNoAnswerToOtherFailures) {
  intake::pacing pace("plant");
  intake::received r;
  r.failed.emplace();
  r.failed->why = mail::cause::refused;
  pace.learn(r, 0s);
  EXPECT_EQ(pace.left(0s), 0ms);
}

TEST(Pacing, TooSoonIsAnsweredWithAllOfTheDelay) {
  intake::pacing pace("plant");
  intake::received r = busy("LOGIN-DELAY");
  r.report.login_delay = 5min;
  pace.learn(r, 100s);
  EXPECT_EQ(pace.left(100s), 5min);
}

TEST(Pacing, TellsHowLongALookHasBeenDue) {
  intake::pacing pace("plant");
  EXPECT_EQ(pace.waited(5s), 0ms);
  pace.put_off(10s);
  pace.put_off(20s);
  EXPECT_EQ(pace.waited(25s), 15s);
  pace.learn(busy("IN-USE"), 30s);
  EXPECT_EQ(pace.waited(40s), 0ms) << "from here on it was not our doing";
}

sandbox::options with_login_delay(milliseconds delay) {
  sandbox::options settings;
  settings.login_delay = delay;
  return settings;
}

TEST(LoginDelay, IsKeptBetweenPolls) {
  world w(account::account_type::pop3, with_login_delay(60s));
  ASSERT_TRUE(w.process_polls(8, 10s));
  for (int i = 0; i < 8; ++i) {
    EXPECT_FALSE(w.polls[i].failed) << i;
    EXPECT_EQ(w.polls[i].put_off, i % 6 != 0) << i;
  }
  EXPECT_LE(w.polls[1].again_in, 50s);
  EXPECT_GT(w.polls[1].again_in, 48s);
  EXPECT_EQ(w.server->count().pop3.sign_ins, 2U);
  EXPECT_EQ(w.server->count().pop3.failed_sign_ins, 0U);
}

TEST(LoginDelay, ThatIsOverInAMomentIsWaitedForInThePoll) {
  world w(account::account_type::pop3, with_login_delay(11s));
  ASSERT_TRUE(w.process_polls(3, 10s));
  for (const auto& each : w.polls) EXPECT_FALSE(each.put_off || each.failed);
  EXPECT_EQ(w.server->count().pop3.sign_ins, 3U);
  EXPECT_EQ(w.server->count().pop3.failed_sign_ins, 0U);
}

TEST(LoginDelay, MakesNoCommandTooOld) {
  world w(account::account_type::pop3, with_login_delay(5min));
  w.config.freshness = 1min;
  ASSERT_TRUE(w.process_polls(12, 30s, [&](int poll) {
    if (poll == 0) w.mail({.body = "pump1 on\n"});
  }));
  ASSERT_EQ(w.in_account(), 0U);
  EXPECT_TRUE(w.on.is_on("pump1")) << w.last_mail();
}

TEST(LoginDelay, LeavesTheRestOfMuchMailForTheNextSession) {
  world w(account::account_type::pop3, with_login_delay(60s));
  for (int i = 0; i < 25; ++i) w.mail({.from = "mallory@sandbox.test", .body = "pump1 on\n"});
  ASSERT_TRUE(w.process_polls(2, 60s));
  EXPECT_TRUE(w.polls[0].unfinished);
  EXPECT_EQ(w.polls[0].handled, 20U);
  EXPECT_GT(w.polls[0].again_in, 50s);
  EXPECT_EQ(w.polls[1].handled, 5U);
  EXPECT_FALSE(w.polls[1].unfinished || w.polls[1].failed);
  EXPECT_EQ(w.server->count().pop3.failed_sign_ins, 0U);
}

// What reads signs in for what sends, and the other way round.
TEST(LoginDelay, IsSharedWithPopBeforeSmtp) {
  auto settings = with_login_delay(60s);
  settings.submission = sandbox::submission_policy::pop_before_smtp;
  world w(account::account_type::pop3, settings);
  w.config.pop_before_smtp = true;
  w.config.submission.auth.reset();
  w.mail({.body = "pump1 on\n"});
  const sandbox::time_point asked(w.clock->wall());
  ASSERT_TRUE(w.process_polls(3, 40s));
  for (const auto& each : w.polls) EXPECT_FALSE(each.failed) << *each.failed;
  const auto answers = w.server->messages(w.tanaka);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_LT(answers.front().received - asked, 10s) << "the sign-in that read was not good for sending";
  EXPECT_TRUE(w.polls[1].put_off);
  EXPECT_FALSE(w.polls[2].put_off);
}

TEST(LoginDelay, CountsFromWhatSendsAsWell) {
  auto settings = with_login_delay(60s);
  settings.submission = sandbox::submission_policy::pop_before_smtp;
  world w(account::account_type::pop3, settings);
  w.config.pop_before_smtp = true;
  w.config.submission.auth.reset();
  w.server->add_rule({.what = sandbox::rule::effect::refuse_message, .times = 1, .code = 451});
  w.mail({.body = "pump1 on\n"});
  ASSERT_TRUE(
      w.process_polls(4, 50s));  // the answer is sent again, with a sign-in of its own, after a minute
  for (const auto& each : w.polls) EXPECT_FALSE(each.failed) << *each.failed;
  EXPECT_EQ(w.mails().size(), 1U);
  EXPECT_TRUE(w.polls[2].put_off);
  EXPECT_FALSE(w.polls[3].put_off);
}

TEST(StoppedPoll, SaysNothingOfTheServer) {
  watchpost::test::scripted_session server("S: +OK pop.test ready\ncancel\nstall");
  world w(account::account_type::pop3);
  w.config.retrieval.server = server.server();
  w.config.retrieval.tls = server.tls();
  w.config.retrieval.allow_cleartext_login = true;
  mortal_host host(w.on, [&] { return server.clock().wall().count(); });
  service o(server.network(), w.config, host, w.on.load(w.config.answers_per_hour));
  const intake::received r = server.run([&](auto&, auto cancel, auto&) {
    return o.poll({server.deadline(), 10s, cancel});
  });
  ASSERT_TRUE(r.failed);
  EXPECT_EQ(r.failed->why, mail::cause::cancelled);
  EXPECT_EQ(o.live().receiving.failure, "");
}

struct turned_away {
  const char* name;
  account::account_type account;
  const char* code;
  const char* script;
};
void PrintTo(const turned_away& of, std::ostream* out) { *out << of.name; }

class Busy : public ::testing::TestWithParam<turned_away> {};

constexpr const char* pop3_in_use = R"(
    S: +OK pop.test ready
    C: CAPA
    S: -ERR no
    C: USER box
    S: +OK
    C: PASS s3cret-word
    S: -ERR [IN-USE] maildrop is locked by another session
    next
    S: -ERR [IN-USE] busy as ever
)";
constexpr const char* imap_limit = R"(
    S: * OK [CAPABILITY IMAP4rev1] ready
    C: w0 LOGIN *
    C: w1 SELECT INBOX
    S: w0 NO [LIMIT] too many connections of this user
    next
    S: * BYE [LIMIT] busy as ever
)";

INSTANTIATE_TEST_SUITE_P(
    Servers, Busy,
    ::testing::Values(turned_away{"pop3", account::account_type::pop3, "IN-USE", pop3_in_use},
                      turned_away{"imap", account::account_type::imap, "LIMIT", imap_limit}),
    [](const auto& of) { return of.param.name; });

TEST_P(Busy, ServersAreAskedAgainLaterAndLater) {
  watchpost::test::scripted_session server(GetParam().script);
  world w;
  runtime::configuration& config = w.config;
  config.protocol = GetParam().account;
  config.retrieval.server = server.server();
  config.retrieval.tls = server.tls();
  config.retrieval.user = {"box", "s3cret-word"};
  config.retrieval.allow_cleartext_login = true;
  mortal_host host(w.on, [&] { return server.clock().wall().count(); });
  service o(server.network(), w.config, host, w.on.load(w.config.answers_per_hour));
  const auto poll = [&] {
    return server.run([&](auto&, auto cancel, auto&) { return o.poll({server.deadline(), 10s, cancel}); });
  };
  intake::received r = poll();
  ASSERT_TRUE(r.failed);
  EXPECT_EQ(r.failed->why, mail::cause::busy);
  EXPECT_EQ(r.failed->enhanced, GetParam().code);
  EXPECT_GE(r.again_in, 9s);
  plugin::result told = make_result(r, o, config, 10s);
  EXPECT_EQ(told.verdict, "receiving");
  EXPECT_EQ(told.rerun, r.again_in);
  EXPECT_THAT(told.summary, ::testing::HasSubstr("tried again in 1"));

  server.clock().advance(3s);
  r = poll();
  EXPECT_TRUE(r.put_off);
  EXPECT_EQ(server.connections(), 1U);
  told = make_result(r, o, config, 10s);
  EXPECT_EQ(told.verdict, "receiving") << "nothing was read since";
  EXPECT_THAT(told.summary, ::testing::HasSubstr(GetParam().code));
  EXPECT_EQ(told.rerun, r.again_in);

  server.clock().advance(r.again_in);
  r = poll();
  ASSERT_TRUE(r.failed);
  EXPECT_EQ(server.connections(), 2U);
  EXPECT_GE(r.again_in, 19s);
  EXPECT_EQ(server.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail_command::test
