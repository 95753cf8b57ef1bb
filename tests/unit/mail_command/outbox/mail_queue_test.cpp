// What becomes of mails, and what a process that died leaves of them.
#include "mail_command/outbox/mail_queue.h"

#include "support/memory_state.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace watchpost::mail_command::outbox {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t start = 1'795'342'400'000, minute = 60'000, hour = 60 * minute;

outgoing_mail make(std::string event, mail_kind kind = mail_kind::answer) {
  outgoing_mail l;
  l.kind = kind;
  l.event = std::move(event);
  l.to = "duty@example.org";
  l.message_id = "1@example.org";
  l.message = "Subject: x\r\n\r\nbody\r\n";
  return l;
}

class Outbox : public ::testing::Test {
 protected:
  acceptance put(outgoing_mail l, std::int64_t now = start) {
    acceptance got{};
    stored.write(out.put(std::move(l), now, got));
    return got;
  }
  void restart(std::int64_t now) {
    std::string damage;
    out = mail_queue::load(stored.entries, terms, damage);
    EXPECT_EQ(damage, "");
    stored.write(out.recover(now));
  }
  const queued_mail& only() const { return out.mails().begin()->second; }

  queue_terms terms;
  watchpost::test::memory_state stored;
  std::string nothing;
  mail_queue out = mail_queue::load({}, terms, nothing);
};

TEST_F(Outbox, TakesWhatIsOwedBeyondItsBounds) {
  terms.most_waiting = 1;
  restart(start);
  EXPECT_EQ(put(make("alarm.1")), acceptance::queued);
  EXPECT_EQ(put(make("answer.1")), acceptance::full);
  acceptance got{};
  stored.write(out.put(make("answer.1"), start, got, mail_queue::bounds::passed));
  EXPECT_EQ(got, acceptance::queued);
  EXPECT_FALSE(out.has_room(1, 0));
}

TEST_F(Outbox, PutsOffALetterWhoseSendingBrokeOff) {
  put(make("answer.1"));
  put(make("answer.2"));
  stored.write(out.broke_off(1, start, "why"));
  EXPECT_EQ(out.due(start), 2u);
  stored.write(out.leaving(2));
  stored.write(out.broke_off(2, start, "why"));
  EXPECT_EQ(out.mails().at(2).is, mail_phase::uncertain) << "it may have arrived";
}

TEST_F(Outbox, KeepsALetterOverARestart) {
  outgoing_mail l = make("answer.1");
  l.from = "box@example.org";
  EXPECT_EQ(put(l), acceptance::queued);
  restart(start + 1);
  ASSERT_EQ(out.mails().size(), 1u);
  EXPECT_EQ(only().what.message, l.message);
  EXPECT_EQ(only().what.from, l.from);
  EXPECT_EQ(only().what.to, l.to);
  EXPECT_EQ(only().what.message_id, l.message_id);
  EXPECT_EQ(only().queued, start);
  EXPECT_EQ(out.due(start + 1), 1u);
  EXPECT_EQ(out.waiting(), 1u);
}

TEST_F(Outbox, TakesOneLetterOfAnEventAlsoAfterItWasSent) {
  EXPECT_EQ(put(make("answer.1")), acceptance::queued);
  EXPECT_EQ(put(make("answer.1")), acceptance::known);
  stored.write(out.leaving(1));
  stored.write(out.sent(1, start + 5, "250 ok"));
  EXPECT_EQ(put(make("answer.1")), acceptance::known);
  restart(start + 10);
  EXPECT_EQ(put(make("answer.1")), acceptance::known);
  EXPECT_EQ(out.waiting(), 0u);
  EXPECT_EQ(out.counts().sent, 1u);
  EXPECT_EQ(only().note, "250 ok");
  for (const auto& [key, value] : stored.entries) EXPECT_EQ(value.find("body"), std::string::npos) << key;
}

TEST_F(Outbox, SendsAgainWhatSurelyDidNotLeave) {
  put(make("answer.1"));
  restart(start);  // before "leaving" was stored
  EXPECT_EQ(out.due(start), 1u);
}

TEST_F(Outbox, IsUncertainOfWhatWasLeavingWhenTheProcessDied) {
  put(make("answer.1"));
  stored.write(out.leaving(1));
  restart(start + 5);
  EXPECT_EQ(only().is, mail_phase::uncertain);
  EXPECT_EQ(out.due(start + hour), std::nullopt);
  EXPECT_EQ(out.counts().uncertain, 1u);
  restart(start + 6);
  EXPECT_EQ(out.counts().uncertain, 1u);
  EXPECT_EQ(put(make("answer.1")), acceptance::known);
}

TEST_F(Outbox, RepeatsUncertainLettersOnceWhereTheTermsSaySo) {
  terms.repeat_uncertain = true;
  restart(start);
  put(make("alarm.1", mail_kind::alarm));
  stored.write(out.leaving(1));
  restart(start + 5);
  EXPECT_EQ(only().is, mail_phase::queued);
  ASSERT_TRUE(out.next());
  EXPECT_GT(*out.next(), start + 5);
  stored.write(out.leaving(1));
  stored.write(out.unheard(1, start + hour, "silence"));
  EXPECT_EQ(only().is, mail_phase::uncertain);
}

TEST_F(Outbox, WaitsLongerAndLongerAndGivesUp) {
  put(make("answer.1"));
  std::int64_t now = start, before = 0;
  std::uint32_t tries = 0;
  while (only().is == mail_phase::queued) {
    stored.write(out.leaving(1));
    stored.write(out.deferred(1, now, "451 later"));
    ++tries;
    if (only().is != mail_phase::queued) break;
    const std::int64_t wait = *out.next() - now;
    EXPECT_GE(wait, minute);
    EXPECT_LE(wait, 75 * minute);
    EXPECT_GE(wait * 5, before * 4);
    EXPECT_EQ(out.due(now + wait - 1), std::nullopt);
    before = wait;
    now += wait;
    restart(now);
  }
  EXPECT_EQ(only().is, mail_phase::failed);
  EXPECT_EQ(only().note, "451 later");
  EXPECT_LE(now, start + 72 * hour);
  EXPECT_GT(now, start + 70 * hour);
  EXPECT_LT(tries, 90u);
  EXPECT_EQ(out.counts().failed, 1u);
}

TEST_F(Outbox, GivesUpWhatNoServerWasReachedFor) {
  put(make("answer.1"));
  EXPECT_TRUE(out.expire(start + 71 * hour).empty());
  stored.write(out.expire(start + 72 * hour));
  EXPECT_EQ(only().is, mail_phase::failed);
  EXPECT_EQ(out.next(), std::nullopt);
}

TEST_F(Outbox, LetsAlarmsGoFirst) {
  put(make("answer.1"));
  put(make("alarm.1", mail_kind::alarm));
  put(make("alarm.2", mail_kind::alarm));
  EXPECT_EQ(out.due(start), 2u);
  stored.write(out.leaving(2));
  EXPECT_EQ(out.due(start), std::nullopt);
  stored.write(out.sent(2, start, "250"));
  stored.write(out.refused(3, start, "550"));
  EXPECT_EQ(out.due(start), 1u);
}

TEST_F(Outbox, IsBounded) {
  terms.most_waiting = 2;
  restart(start);
  EXPECT_TRUE(out.has_room(2, 10));
  EXPECT_FALSE(out.has_room(3, 10));
  put(make("a.1"));
  put(make("a.2"));
  EXPECT_EQ(put(make("a.3")), acceptance::full);
  stored.write(out.leaving(1));
  stored.write(out.sent(1, start, "250"));
  EXPECT_EQ(put(make("a.3")), acceptance::queued);

  terms.most_bytes = 100;
  terms.most_waiting = 100;
  stored.entries.clear();
  restart(start);
  outgoing_mail big = make("a.1");
  big.message = "Subject: x\r\n\r\n" + std::string(60, 'x') + "\r\n";
  EXPECT_EQ(put(big), acceptance::queued);
  big.event = "a.2";
  EXPECT_EQ(put(big), acceptance::full);
}

TEST_F(Outbox, ForgetsOldOnesInTheEnd) {
  terms.most_remembered = 2;
  restart(start);
  for (const auto* event : {"a.1", "a.2", "a.3", "a.4"}) put(make(event));
  for (std::uint64_t n = 1; n <= 3; ++n) stored.write(out.refused(n, start, "550"));
  stored.write(out.tidy(start + 1));
  EXPECT_EQ(out.mails().size(), 3u);  // two remembered, one waiting
  stored.write(out.tidy(start + 8 * 24 * hour));
  EXPECT_EQ(out.mails().size(), 1u);
  restart(start);
  EXPECT_EQ(out.mails().begin()->first, 4u);
  put(make("a.5"));
  EXPECT_EQ(out.mails().rbegin()->first, 5u);
}

TEST_F(Outbox, RefusesWhatCannotBeSent) {
  outgoing_mail l = make("a b");
  EXPECT_EQ(put(l), acceptance::unfit);
  l = make(std::string(201, 'x'));
  EXPECT_EQ(put(l), acceptance::unfit);
  l = make("a");
  l.to = "duty@example.org>\r\nDATA";
  EXPECT_EQ(put(l), acceptance::unfit);
  l = make("a");
  l.from = "no address";
  EXPECT_EQ(put(l), acceptance::unfit);
  l = make("a");
  l.message = "Subject: x\n\nbare line ends\n";
  EXPECT_EQ(put(l), acceptance::unfit);
  l = make("a");
  l.message = "Subject: x\r\n\r\n\xC3\xA4\r\n";
  EXPECT_EQ(put(l), acceptance::unfit);
  EXPECT_TRUE(stored.entries.empty());
}

TEST_F(Outbox, TellsOfWhatCannotBeRead) {
  put(make("a.1"));
  put(make("a.2"));
  const auto good = stored;
  const auto fault = [&] {
    std::string damage;
    (void)mail_queue::load(std::exchange(stored, good).entries, terms, damage);
    return damage;
  };
  EXPECT_EQ(fault(), "");
  stored.entries["outbox.00000000000000000001"] = "phase queued\nkind answer\nevent a.1\n";
  EXPECT_NE(fault().find("'outbox.00000000000000000001'"), std::string::npos);
  stored.entries.erase("outbox.00000000000000000002.text");
  EXPECT_NE(fault().find("'outbox.00000000000000000002'"), std::string::npos);
  stored.entries["outbox.00000000000000000003"] = stored.entries["outbox.00000000000000000001"];
  EXPECT_NE(fault(), "") << "a second mail of one event";
  stored.entries["outbox.zzz"] = "";
  EXPECT_NE(fault().find("'outbox.zzz'"), std::string::npos);
  stored.entries["outbox.counts"] = "last 2\n";
  EXPECT_NE(fault().find("'outbox.counts'"), std::string::npos);
}

}  // namespace
}  // namespace watchpost::mail_command::outbox
