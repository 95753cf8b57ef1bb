// What must never look like mail that does not flow, each rule with its number.
#include "scene.h"

namespace watchpost::email_monitor::test {
namespace {

class FalseDown : public scene {};

TEST_F(FalseDown, D1_SeveralProbesMayBeInFlight) {
  config.delivery_deadline = 5 * world::interval;
  w.server->set_delivery_delay(200s);
  EXPECT_EQ(step().verdict, verdict::up);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(step().verdict, verdict::pending);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_TRUE(last.seen.lost.empty());
}

TEST_F(FalseDown, D1_LateIsNotLost) {
  config.delivery_deadline = 150s;
  w.server->set_delivery_delay(160s);
  step();
  step();
  step();
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::late) << j.summary;
  EXPECT_EQ(j.state, WP_STATE_WARNING);
  EXPECT_NE(j.summary.find("160 s (deadline 150 s)"), std::string::npos) << j.summary;
}

TEST_F(FalseDown, D2_MonitorsOfOneAccountLeaveEachOthersProbesAlone) {
  disk other;
  for (int i = 0; i < 4; ++i) {
    const auto theirs = w.poll(other, config);
    ASSERT_TRUE(theirs);
    EXPECT_EQ(judge(theirs->seen).verdict, verdict::up);
    EXPECT_EQ(theirs->own_deleted, i == 0 ? 0u : 1u);
    EXPECT_EQ(step().verdict, verdict::up);
  }
}

TEST_F(FalseDown, D3_ADeferredFirstContactIsTriedAgainInThePoll) {
  w.server->add_rule({.what = sandbox::rule::effect::refuse_recipient,
                      .times = 1,
                      .code = 450,
                      .text = "4.7.1 Greylisted, come back in a moment"});
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_TRUE(last.seen.submitted);
  EXPECT_EQ(step().verdict, verdict::up);
}

TEST_F(FalseDown, D3_GreylistingThatOutlastsThePollIsNoOutage) {
  step();
  w.server->refuse_recipient("*", 450, "4.7.1 Greylisted, come back in an hour");
  auto j = step();
  EXPECT_EQ(j.verdict, verdict::greylisted) << j.summary;
  EXPECT_EQ(j.state, WP_STATE_WARNING);
  EXPECT_EQ(j.on.reply_code, 450);
  EXPECT_EQ(j.on.enhanced_code, "4.7.1");
  w.server->clear_rules();
  j = step();
  EXPECT_EQ(j.verdict, verdict::pending)
      << "nothing was refused for good, and nothing is lost: " << j.summary;
  EXPECT_EQ(step().verdict, verdict::up);
}

class FalseDownWithoutSearch : public scene {
 protected:
  FalseDownWithoutSearch() : scene(account_type::imap, {"SEARCH", "ESEARCH", "SEARCHRES"}) {}
};

TEST_F(FalseDownWithoutSearch, D4_ProbesAreFoundAndDeletedWhereSearchIsBroken) {
  for (int i = 0; i < 50; ++i) put("Subject: foreign\r\n\r\nbody\r\n");
  step();
  for (int i = 0; i < 3; ++i) {
    const auto j = step();
    EXPECT_EQ(j.verdict, verdict::up) << j.summary;
    EXPECT_EQ(last.own_deleted, 1u);
  }
}

TEST_F(FalseDown, D5_AFurtherCopyIsCountedAndDeletedAndTheVerdictStaysUp) {
  step();
  put(w.server->messages(world::user).front().bytes);
  put(w.server->messages(world::user).front().bytes);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_EQ(last.false_ones.duplicates, 2u);
  EXPECT_EQ(last.own_deleted, 3u);
  EXPECT_EQ(w.in_mailbox(), 1u);
}

TEST_F(FalseDown, D5_ACopyThatComesOnePollLaterIsCountedAndDeletedToo) {
  step();
  const auto copy = w.server->messages(world::user).front().bytes;
  step();
  put(copy);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_EQ(last.false_ones.replayed, 1u);
  EXPECT_EQ(w.in_mailbox(), 1u);
}

TEST_F(FalseDown, D6_AProbeThatARuleMovedIsFoundThereAndNamedAndNotLost) {
  ASSERT_TRUE(w.server->add_folder(world::user, "Monitoring"));
  config.retrieval.folders = {"Monitoring"};
  w.server->add_rule({.what = sandbox::rule::effect::file, .folder = "Monitoring"});
  step();
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::junk) << j.summary;
  EXPECT_TRUE(last.seen.lost.empty());
  EXPECT_EQ(fact("folder"), "Monitoring");
}

TEST_F(FalseDown, D7_AServersWrongClockMakesNoMailLate) {
  state.one_process = true;
  config.delivery_deadline = 150s;
  for (const auto skew : {900s, -900s}) {
    w.set_server_clock(skew);
    step();
    for (int i = 0; i < 3; ++i) {
      const auto j = step();
      EXPECT_EQ(j.verdict, verdict::up) << j.summary;
      ASSERT_EQ(last.seen.arrivals.size(), 1u);
      ASSERT_TRUE(last.seen.arrivals[0].delivery) << "the first hop tells by how much the clock is wrong";
      EXPECT_LE(*last.seen.arrivals[0].delivery, 2);
      EXPECT_EQ(fact("clock_offset").substr(0, 4), skew > 0s ? "+900" : "-900") << fact("clock_offset");
    }
  }
}

TEST_F(FalseDown, D7_StampsThatCannotBeRightAreNotBelieved) {
  EXPECT_FALSE(measure(0, 60, 900, 0).seconds);
  EXPECT_FALSE(measure(0, 60, 900, 0).exceeds(150));
  EXPECT_FALSE(measure(0, 60, -900, 0).seconds);
  EXPECT_TRUE(measure(160, 180, -900, 0).exceeds(150)) << "our own clock proves it";
  EXPECT_DOUBLE_EQ(*measure(120, 180, 170, 0).seconds, 170);
  EXPECT_DOUBLE_EQ(*measure(120, 180, 1070, 900).seconds, 170);
  EXPECT_DOUBLE_EQ(*measure(0, 0.3, 1, 0).seconds, 0.3) << "stamps have whole seconds";
  EXPECT_FALSE(measure(0, 60, std::nullopt, 0).seconds);
}

// A multicast address: the kernel knows no way there for TCP, and nothing leaves the machine.
TEST_F(FalseDown, D8_WithoutANetworkNothingIsSaidAboutTheServers) {
  step();
  const configuration online = config;
  config.submission.server.host = config.retrieval.server.host = "224.0.0.1";
  auto j = step();
  EXPECT_EQ(j.verdict, verdict::unknown) << j.summary;
  EXPECT_EQ(j.state, WP_STATE_UNKNOWN);
  EXPECT_NE(j.summary.find("the network and the resolver of this machine"), std::string::npos) << j.summary;
  config = online;
  EXPECT_EQ(step().verdict, verdict::up);
}

TEST_F(FalseDown, D8_APollThatBeginsTooLateSaysNothingAboutTheServersOrTheResolver) {
  const auto reports = w.polls({{.on = &state, .config = config, .deadline = 0s}});
  const auto j = judge(reports.front().seen);
  EXPECT_EQ(j.verdict, verdict::unknown) << j.summary;
  EXPECT_NE(j.summary.find("no-time"), std::string::npos) << j.summary;
  EXPECT_EQ(j.summary.find("resolver"), std::string::npos) << j.summary;
  EXPECT_NE(j.on.advice.find("raise its timeout"), std::string::npos) << j.on.advice;
}

TEST_F(FalseDown, D8_AServerThatRefusesIsStillDown) {
  config.retrieval.server.host = "224.0.0.1";
  config.submission.server.port = 1;
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::down) << j.summary;
}

TEST_F(FalseDown, D8_ANameServiceThatDoesNotAnswerIsNoVerdictOnTheServer) {
  mail::failure silent;
  silent.at = mail::stage::resolve;
  silent.why = mail::cause::timeout;
  EXPECT_TRUE(is_own_fault(silent));
  silent.at = mail::stage::connect;
  EXPECT_FALSE(is_own_fault(silent));
}

TEST_F(FalseDown, D9_ABusyServerIsBusyAndNotDown) {
  step();
  w.server->set_unavailable(sandbox::protocol::smtp, true);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::busy) << j.summary;
  EXPECT_EQ(j.state, WP_STATE_WARNING);
  EXPECT_EQ(j.on.reply_code, 421);
  EXPECT_NE(j.summary.find("probe 1 arrived"), std::string::npos) << j.summary;
}

TEST_F(FalseDown, D10_CapabilitiesAreAskedAgainBehindStarttls) {
  const auto ports = w.server->ports();
  config.submission.tls = config.retrieval.tls = mail::net::tls_mode::starttls;
  for (const auto account : {account_type::imap, account_type::pop3}) {
    state = {};
    config.protocol = account;
    config.retrieval.server.port = account == account_type::imap ? ports.imap : ports.pop3;
    EXPECT_EQ(step().verdict, verdict::up);
    const auto j = step();
    EXPECT_EQ(j.verdict, verdict::up) << j.summary;
    EXPECT_FALSE(last.seen.first);
  }
}

TEST_F(FalseDown, D11_AProbeWithoutItsFieldIsKnownByItsMessageId) {
  step();
  put(without_field(take(), "Watchpost-Probe"));
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_EQ(last.own_deleted, 1u);
}

TEST_F(FalseDown, D11_AProbeWithoutFieldAndMessageIdIsKnownByItsBody) {
  step();
  put(with_field(without_field(without_field(take(), "Watchpost-Probe"), "Message-ID"),
                 "Message-ID: <rewritten@relay.test>"));
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_EQ(last.own_deleted, 1u);
  EXPECT_EQ(w.in_mailbox(), 1u);
}

TEST_F(FalseDown, D11_TagsFootersAndFoldsDoNoHarm) {
  for (const char* subject : {"[EXT] Mail flow probe", "Re: Mail flow probe", "Mail flow\r\n probe"}) {
    SCOPED_TRACE(subject);
    state = {};
    step();
    auto changed = replaced(take(), "Mail flow probe", subject) + "-- \r\nThis mail was scanned.\r\n";
    changed = replaced(changed, "Watchpost-Probe: ", "watchpost-probe:\r\n\t");
    put(changed);
    auto j = step();
    EXPECT_EQ(j.verdict, verdict::up) << j.summary;
    EXPECT_EQ(last.own_deleted, 1u);
    changed = without_field(without_field(take(), "Watchpost-Probe"), "Message-ID");
    put(replaced(changed, "Mail flow probe", subject) + "-- \r\nThis mail was scanned.\r\n");
    j = step();
    EXPECT_EQ(j.verdict, verdict::up) << j.summary;
    take();
  }
}

TEST_F(FalseDown, D12_ARestartLosesNoProbeInFlight) {
  config.delivery_deadline = 3 * world::interval;
  w.server->set_delivery_delay(90s);
  state.one_process = true;
  step();
  state.book.reset();  // another process
  EXPECT_EQ(step().verdict, verdict::pending);
  state.book.reset();
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_EQ(last.seen.arrivals.at(0).sequence, 1u);
}

TEST_F(FalseDown, D13_TheFirstPollAfterAPauseLooksBeforeItJudges) {
  w.server->set_delivery_delay(10s);
  step();
  w.move(3h);
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_EQ(last.seen.arrivals.at(0).sequence, 1u);
}

// The mail system slept as well: its queue had no more time than one poll.
TEST_F(FalseDown, D13_AfterAPauseAProbeGetsOneMorePoll) {
  w.server->set_delivery_delay(3h + world::interval + 30s);
  step();
  w.server->set_delivery_delay(0s);
  w.move(3h);
  auto j = step();
  EXPECT_EQ(j.verdict, verdict::pending) << j.summary;
  EXPECT_NE(j.summary.find("gap"), std::string::npos) << j.summary;
  j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_TRUE(last.seen.lost.empty());

  w.server->drop_recipient("*");
  step();
  w.move(3h);
  EXPECT_EQ(step().verdict, verdict::pending);
  EXPECT_EQ(step().verdict, verdict::lost) << "one more poll, not any number of them";
}

TEST_F(FalseDown, D13_AClockThatIsSetForwardLosesNothing) {
  config.delivery_deadline = 5 * world::interval;
  w.server->set_delivery_delay(200s);
  state.one_process = true;
  step();
  w.clock->set_wall(2h);
  for (int i = 0; i < 3; ++i) {
    const auto j = step();
    EXPECT_EQ(j.verdict, verdict::pending) << j.summary;
  }
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_FALSE(last.seen.arrivals.at(0).late);
}

TEST_F(FalseDown, D13_AClockThatIsSetBackKeepsNoLossInTheDark) {
  w.server->drop_recipient("*");
  step();
  w.clock->set_wall(-24h);
  EXPECT_EQ(step().verdict, verdict::pending);
  judgement j;
  int polls = 0;
  do j = step();
  while (j.verdict != verdict::lost && ++polls < 5);
  EXPECT_LT(polls, 3) << j.summary;
}

}  // namespace
}  // namespace watchpost::email_monitor::test
