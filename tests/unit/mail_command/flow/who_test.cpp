// Counters go by proof: what a forger of From can do to the one who is forged, and to others.
#include "mail/json/record.h"
#include "world.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace watchpost::mail_command::test {
namespace {

constexpr const char* secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

// The mail of tanaka counts when it is proven, or brings a code.
class Forged : public ::testing::Test {
 protected:
  Forged() {
    w.on.add("valve", point::kind::digital, false, true);
    w.allow({"tanaka@sandbox.test operate * assurance=dmarc", "tanaka@sandbox.test operate * assurance=totp"},
            {"tanaka@sandbox.test " + std::string(secret)});
  }

  std::string code() const { return w.config.rules.totp.at(0).key.code_of(w.clock->wall().count() / 30'000); }
  void forge(int count, const std::string& body) {
    for (int i = 0; i < count; ++i) w.mail({.body = body});
    ASSERT_TRUE(w.process());
  }

  world w;
};

TEST_F(Forged, MailIsNotAnsweredAndDoesNotSilenceTheOwner) {
  w.config.answers_per_hour = 3;
  forge(20, "toggle pump1\n");
  EXPECT_TRUE(w.mails().empty());
  EXPECT_EQ(w.counts.unproven, 20U);
  EXPECT_TRUE(w.on.audited_as("mail.dropped", "unproven: no row takes this address without proof"));
  w.mail({.body = "toggle pump1\n", .fields = proven()});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("pump1"));
  EXPECT_EQ(w.mails().size(), 1U);
}

TEST_F(Forged, CodesToConfirmLockNobodyOut) {
  w.mail({.body = "valve on\n", .fields = proven()});
  ASSERT_TRUE(w.process());
  const std::string right = code_in(w.last_mail());
  ASSERT_FALSE(right.empty()) << w.last_mail();
  forge(6, "confirm 2222-2222-2222\n");
  EXPECT_EQ(w.mails().size(), 1U);
  w.mail({.body = "confirm " + right + "\n", .fields = proven()});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("valve")) << w.last_mail();
}

TEST_F(Forged, AcknowledgementsLockNobodyOut) {
  ASSERT_TRUE(w.process_event(w.raise_alarm({w.suzuki})));
  const std::string right = code_in(w.last_mail(w.suzuki));
  for (int i = 0; i < 25; ++i) w.mail({.from = w.suzuki, .body = "ack 2222-2222-2222\n"});
  w.mail({.from = w.suzuki, .body = "ack " + right + "\n"});
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.on.acknowledged.size(), 1U);
  EXPECT_EQ(w.mails(w.suzuki).size(), 2U);
}

TEST_F(Forged, OneTimeCodesLeaveTheRightOneGoodWhenConfirmed) {
  const auto enough = static_cast<int>(w.config.rules.totp.at(0).key.most_guesses());
  forge(enough - 1, "code 000000\npump1 on\n");
  w.mail({.body = "code " + code() + "\npump1 on\n"});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("pump1")) << w.last_mail();
  forge(300, "code 000000\npump1 off\n");  // in processes of their own: it is durable
  w.move(10min);
  w.mail({.body = "code " + code() + "\npump1 off\n"});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("pump1"));
  const std::string mailed = code_in(w.last_mail());
  ASSERT_FALSE(mailed.empty()) << w.last_mail();
  w.mail({.body = "confirm " + mailed + "\n"});
  ASSERT_TRUE(w.process());
  EXPECT_FALSE(w.on.is_on("pump1")) << w.last_mail();
  const auto answered = [](const audited& a) { return a.event == "mail.answered"; };
  EXPECT_EQ(std::count_if(w.on.audit.begin(), w.on.audit.end(), answered), 3);
}

TEST_F(Forged, OneTimeCodesDoNotGrowTheState) {
  forge(40, "code 000000\npump1 on\n");
  const auto before = w.on.entries.at("attempts");
  forge(200, "code 000000\npump1 on\n");
  EXPECT_EQ(w.on.entries.at("attempts"), before);
}

TEST_F(Forged, MailDoesNotTakeTheMessageIdOfProvenMail) {
  w.mail({.body = "pump1 off\n", .id = "known"});
  w.mail({.body = "pump1 off\n", .id = "known", .fields = "Auto-Submitted: auto-replied\r\n"});
  ASSERT_TRUE(w.process());
  w.mail({.body = "pump1 on\n", .id = "known", .fields = proven()});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("pump1"));
  w.mail({.body = "pump1 off\n", .id = "known", .fields = proven()});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("pump1"));
}

TEST(Codes, OneSlipADayLocksNobodyOut) {
  world w;
  w.on.add("valve", point::kind::digital, false, true);
  for (int day = 0; day < 5; ++day) {
    for (const bool on : {true, false}) {
      w.mail({.body = on ? "valve on\n" : "valve off\n"});
      ASSERT_TRUE(w.process());
      const std::string code = code_in(w.last_mail());
      w.mail({.body = "confirm AAAA-AAAA-AAAA\n"});
      ASSERT_TRUE(w.process());
      w.mail({.body = "confirm " + code + "\n"});
      ASSERT_TRUE(w.process());
      EXPECT_EQ(w.on.is_on("valve"), on) << "day " << day << '\n' << w.last_mail();
    }
    w.move(24h);
  }
}

TEST(Unproven, MailIsAnsweredOnceADayToEachAddressOfAPattern) {
  world w;
  w.allow({"*@sandbox.test read * assurance=address"});
  for (const char* from : {world::tanaka, world::suzuki})
    for (int i = 0; i < 5; ++i) w.mail({.from = from, .body = "get pump1\n"});
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.mails().size(), 1U);
  EXPECT_EQ(w.mails(w.suzuki).size(), 1U);
  w.move(23h);
  w.mail({.body = "get pump1\n"});
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.mails().size(), 1U);
  w.move(2h);
  w.mail({.body = "get pump1\n"});
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.mails().size(), 2U);
}

TEST(Unproven, MailDoesNotTakeTheAnswersOfMailThatIsProven) {
  world w;
  w.config.answers_per_hour = 3;
  w.allow({"tanaka@sandbox.test operate pump1 assurance=address",
           "tanaka@sandbox.test operate * assurance=dmarc"});
  for (int i = 0; i < 9; ++i) w.mail({.body = "get pump1\n"});
  for (int i = 0; i < 4; ++i) w.mail({.body = "get level\n", .fields = proven()});
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.mails().size(), 6U);
  EXPECT_EQ(w.counts.capped, 7U);
}

TEST(Unproven, MailDoesNotTakeTheRoomInTheOutbox) {
  world w;
  w.allow(
      {"suzuki@sandbox.test operate * assurance=address", "tanaka@sandbox.test operate * assurance=dmarc"});
  w.server->set_unavailable(sandbox::protocol::smtp, true);
  std::string damage;
  outbox::mail_queue full = outbox::mail_queue::load({}, {}, damage);
  for (int i = 0; i < 501; ++i) {
    outbox::acceptance got{};
    outbox::outgoing_mail one;
    one.event = "answer." + std::to_string(i);
    one.to = w.suzuki;
    one.message = "Subject: x\r\n\r\nx\r\n";
    for (const plugin::edit& e : full.put(one, w.clock->wall().count(), got)) w.on.entries[e.key] = *e.value;
    ASSERT_EQ(got, outbox::acceptance::queued);
  }
  w.mail({.from = w.suzuki, .body = "pump1 on\n"});
  w.mail({.body = "set level 20\n", .fields = proven()});
  EXPECT_FALSE(w.process([&](const service&) {
    if (w.last) w.kill();
    return false;
  }));
  EXPECT_TRUE(w.on.audited_as("mail.dropped", "too many letters wait to be sent"));
  EXPECT_FALSE(w.on.is_on("pump1"));
  EXPECT_EQ(w.on.moved("level"), 1U);
}

// The body is signed; which of its bytes are text says a field that is not.
TEST(ContentType, ThatIsNotSignedChoosesNoText) {
  world w;
  w.allow({"tanaka@sandbox.test operate * assurance=dmarc"});
  const std::string body =
      "get level\n\n-----Original Message-----\nFrom: Boss <boss@other.test>\n\npump1 on\n";
  const std::string type = "Content-Type: multipart/mixed; boundary=\"---Original Message-----\"\r\n";
  w.mail({.body = body, .fields = type + proven("from:to:date:message-id:subject")});
  w.mail(
      {.body = "get level\npump1 on\n",
       .fields = "Content-Type: text/plain; format=flowed\r\n" + proven("from:to:date:message-id:subject")});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.moves.empty());
  EXPECT_NE(w.last_mail().find("\n202 "), std::string::npos) << w.last_mail();
  EXPECT_NE(w.last_mail().find("\n532 "), std::string::npos) << w.last_mail();
  w.mail({.body = "pump1 on\n", .fields = "Content-Type: text/plain; format=flowed\r\n" + proven()});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("pump1")) << w.last_mail();
}

TEST(ContentType, ThatIsTakenAwayLeavesNoCommandOnTop) {
  for (const char* raw :
       {"--b\nContent-Type: text/plain\n\nWhat does this do?\n\n--b\n\npump1 on\n--b--\n",
        "\n--b\n\npump1 on\n--b--\n", "<html><body><!--\npump1 on\n--></body></html>\n",
        "This time, as we have agreed upon yesterday in the meeting, please do not put=\npump1 on\n"}) {
    world w;
    w.allow({"tanaka@sandbox.test operate * assurance=dmarc"});
    w.mail({.body = raw, .fields = proven("from:to:date:message-id:subject")});
    ASSERT_TRUE(w.process());
    EXPECT_TRUE(w.on.moves.empty()) << raw;
  }
}

TEST(Grounds, OfARefusalAreInTheAuditLog) {
  world w;
  w.allow({"tanaka@sandbox.test read level assurance=dmarc",
           "tanaka@sandbox.test operate pump* assurance=dmarc+totp"},
          {"tanaka@sandbox.test " + std::string(secret)});
  w.mail({.body = "pump1 on\n"});
  w.mail({.body = "pump1 on\nset level 3\n", .fields = proven("from:to")});
  w.mail({.body = "pump1 on\nset level 3\n", .fields = proven()});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.audited_as("mail.dropped", "no dmarc: no Authentication-Results of mx.sandbox.test"));
  EXPECT_TRUE(w.on.audited_as("mail.dropped", "the DKIM signature does not cover the field Message-ID"));
  EXPECT_TRUE(w.on.audited_as("mail.answered", "dmarc=pass dkim=pass d=sandbox.test by mx.sandbox.test"));
  EXPECT_TRUE(
      w.on.audited_as("mail.answered",
                      "line 1, pump1: row 2 of allow (tanaka@sandbox.test operate): needs more proof: totp; "
                      "line 2, level: row 1 of allow (tanaka@sandbox.test read): allowed to read only"));
}

TEST(People, AreNoMachines) {
  world w;
  w.mail({.subject = "Automatische Antwort: Pumpe", .body = "pump1 on\n"});
  w.mail({.body = "hello\n", .fields = "X-Auto-Response-Suppress: All\r\n"});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.on.is_on("pump1"));
  EXPECT_EQ(w.mails().size(), 2U);
  // What may be an answer to ours gets none that could be answered in its turn.
  w.mail({.subject = "=?UTF-8?B?6Ieq5YuV5b+c562U?=: Re: command", .body = "I am away until Monday.\n"});
  w.mail({.subject = "Automatic reply: Re: command", .body = w.last_mail()});
  ASSERT_TRUE(w.process());
  EXPECT_EQ(w.mails().size(), 2U);
  EXPECT_TRUE(
      w.on.audited_as("mail.dropped", "may be an automatic reply: Subject: Automatic reply: Re: command"));
}

TEST(TooBig, MailOfSomebodyProvenIsAnswered) {
  world w;
  const std::string large = "pump1 on\n\n" + std::string(100'000, 'x') + "\n";
  w.mail({.body = large});
  w.mail({.from = "mallory@sandbox.test", .body = large, .fields = proven()});
  ASSERT_TRUE(w.process());
  EXPECT_TRUE(w.mails().empty());
  w.mail({.subject = "ポンプ", .body = large, .fields = proven()});
  ASSERT_TRUE(w.process());
  ASSERT_EQ(w.mails().size(), 1U);
  EXPECT_NE(w.last_mail().find("523 実行していません"), std::string::npos) << w.last_mail();
  EXPECT_TRUE(w.on.audited_as("mail.too_big", "larger than mail.max_size"));
  EXPECT_TRUE(w.on.moves.empty());
}

TEST(WaitingRoom, WhatProvesNothingPutsNobodyOut) {
  journal::pending_confirmations room;
  const auto add = [&](int n, bool proven) {
    auto made = identity::mint({.purpose = "confirm", .addressee = "a@example.org", .about = "x"}, 1000 + n);
    (void)room.add((proven ? "p" : "u") + std::to_string(n),
                   {std::move(made.kept), {}, {}, 0, {}, {}, proven});
    return made.code;
  };
  const std::string first = add(0, true);
  for (int n = 1; n < 500; ++n) (void)add(n, false);
  EXPECT_EQ(room.size(), 1 + journal::pending_confirmations::most);
  ASSERT_NE(room.find(first, 0), nullptr);
  const auto again =
      mail::json::read_record<journal::pending_confirmation>(mail::json::to_record(room.at("p0")));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->proven);
  for (int n = 1; n < 500; ++n) (void)add(n, true);
  EXPECT_EQ(room.size(), 2 * journal::pending_confirmations::most);
  EXPECT_EQ(room.find(first, 0), nullptr);
}

}  // namespace
}  // namespace watchpost::mail_command::test
