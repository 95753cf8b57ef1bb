// Rounds of the submitter against servers that follow a script.
#include "mail_server.h"
#include "support/smtp_script.h"

namespace watchpost::mail_command::outbox {
namespace {

using namespace std::chrono_literals;
using mail::cause;
using mail::stage;
using test::mail_server;
using watchpost::test::smtp_script;

constexpr std::string_view null_sender = "FROM:<>", from_us = "FROM:<box@a.test>",
                           to_duty = "TO:<duty@b.test>";

TEST(Postman, SendsAnswersFromTheNullSenderAndAlarmsFromUs) {
  mail_server p(smtp_script()
                    .hello()
                    .mail(null_sender)
                    .rcpt(to_duty)
                    .data()
                    .text("250 2.0.0 Ok: queued as 4F1aBc")
                    .quit()
                    .next()
                    .hello()
                    .taken(from_us, to_duty));
  p.put("answer.1");
  p.put("answer.2", "box@a.test");
  const auto r = p.round();
  EXPECT_EQ(r.sent, 2u);
  EXPECT_FALSE(r.failed);
  EXPECT_EQ(p.server.unexpected(), "");
  ASSERT_EQ(p.server.messages().size(), 2u);
  EXPECT_EQ(p.server.messages()[0], "Subject: answer.1\r\n\r\nbody\r\n");
  EXPECT_EQ(p.at(1).is, mail_phase::sent);
  EXPECT_EQ(p.at(1).note, "250 2.0.0 Ok: queued as 4F1aBc");
  EXPECT_EQ(p.man->next(), std::nullopt);
}

TEST(Postman, StoresThatALetterLeavesBeforeItsTextDoes) {
  mail_server p(smtp_script().hello().taken(null_sender, to_duty));
  p.put("answer.1");
  std::string stored;
  p.refuses = [&](const plugin::edits& changes) {
    if (!changes.empty()) stored = changes.front().value.value_or("");
    return stored.find(R"("phase":"leaving")") != std::string::npos;
  };
  const auto r = p.round();
  EXPECT_NE(r.not_durable, "");
  EXPECT_EQ(r.sent, 0u);
  EXPECT_TRUE(p.server.messages().empty());  // not a byte of it
  EXPECT_EQ(p.at(1).is, mail_phase::queued);
  EXPECT_EQ(p.at(1).tries, 0u);
  EXPECT_EQ(p.man->next(), 0) << "the letter is due as before, the server is not shunned";
}

TEST(Postman, AsksNoServerWhileNothingCanBeStored) {
  mail_server p("");
  p.put("answer.1");
  p.refuses = [](const plugin::edits&) { return true; };
  EXPECT_NE(p.round().not_durable, "");
  EXPECT_EQ(p.server.connections(), 0u);
  EXPECT_EQ(p.man->next(), 0);
}

TEST(Postman, LeavesALetterAloneWhoseAcceptanceWasNotHeard) {
  mail_server p(smtp_script().hello().mail(null_sender).rcpt(to_duty).data().line("data").line("reset"));
  p.put("answer.1");
  const auto r = p.round();
  EXPECT_EQ(r.uncertain, 1u);
  EXPECT_EQ(p.at(1).is, mail_phase::uncertain);
  EXPECT_EQ(p.man->next(), std::nullopt);
  p.advance(2h);
  EXPECT_EQ(p.round().sent, 0u);
  EXPECT_EQ(p.server.connections(), 1u);
}

TEST(Postman, TriesAgainLaterWhatIsRefusedForNowAndGoesOnWithTheOthers) {
  mail_server p(smtp_script()
                    .hello()
                    .mail(null_sender)
                    .rcpt(to_duty, "450 4.2.0 greylisted")
                    .quit()
                    .next()
                    .hello()
                    .mail(null_sender)
                    .rcpt(to_duty, "550 5.1.1 no such user")
                    .quit()
                    .next()
                    .hello()
                    .taken(null_sender, to_duty));
  p.put("answer.1");
  p.put("answer.2");
  const auto r = p.round();
  EXPECT_EQ(r.deferred, 1u);
  EXPECT_EQ(r.refused, 1u);
  EXPECT_EQ(p.at(1).is, mail_phase::queued);
  EXPECT_EQ(p.at(2).is, mail_phase::failed);
  EXPECT_NE(p.at(2).note.find("5.1.1"), std::string::npos);
  ASSERT_TRUE(p.man->next());
  EXPECT_GE(*p.man->next(), p.now() + 60'000);
  EXPECT_EQ(p.round().sent, 0u);
  p.advance(2min);
  EXPECT_EQ(p.round().sent, 1u);
  EXPECT_EQ(p.server.unexpected(), "");
}

TEST(Postman, UsesOurAddressWhereTheNullSenderIsNotTaken) {
  mail_server p(smtp_script()
                    .hello()
                    .mail(null_sender, "550 5.7.1 null sender not allowed here")
                    .quit()
                    .next()
                    .hello()
                    .taken(from_us, to_duty));
  p.put("answer.1");
  EXPECT_EQ(p.round().sent, 1u);
  EXPECT_EQ(p.server.unexpected(), "");
}

TEST(Postman, PutsAllOffWhenTheServerIsNotToBeTalkedTo) {
  mail_server p(
      smtp_script().says("421 4.3.2 closing").line("close").next().hello().taken(null_sender, to_duty));
  p.put("answer.1");
  p.put("answer.2");
  const auto r = p.round();
  ASSERT_TRUE(r.failed);
  EXPECT_EQ(p.server.connections(), 1u);
  EXPECT_EQ(p.at(1).tries, 0u);
  EXPECT_EQ(*p.man->next(), p.now() + 30'000);
  EXPECT_FALSE(p.round().failed);  // nothing was tried
  EXPECT_EQ(p.server.connections(), 1u);
}

TEST(Postman, DoesNotTryARefusedPasswordForAnHour) {
  mail_server p(smtp_script()
                    .hello({"AUTH PLAIN"})
                    .auth("PLAIN AGJveABzM2NyZXQtd29yZA==", "535 5.7.8 authentication failed")
                    .quit());
  p.settings.servers.submission.auth.emplace("box", "s3cret-word");
  p.settings.servers.submission.allow_cleartext_login = true;
  p.put("answer.1");
  const auto r = p.round();
  ASSERT_TRUE(r.failed);
  EXPECT_EQ(r.failed->why, cause::credentials);
  EXPECT_NE(r.advice.find("smtp.password"), std::string::npos);
  EXPECT_EQ(*p.man->next(), p.now() + 3'600'000);
  p.advance(59min);
  EXPECT_FALSE(p.round().failed);
  EXPECT_EQ(p.server.connections(), 1u);
  for (const auto& [key, value] : p.stored.entries) watchpost::test::expect_without(value, "s3cret-word");
}

TEST(Postman, TellsWhereItIs) {
  mail_server p(
      smtp_script().hello({"AUTH PLAIN"}).auth("PLAIN AGJveABzM2NyZXQtd29yZA==").taken(null_sender, to_duty));
  p.settings.servers.submission.auth.emplace("box", "s3cret-word");
  p.settings.servers.submission.allow_cleartext_login = true;
  p.put("answer.1");
  const auto r = p.round();
  EXPECT_EQ(r.sent, 1u);
  EXPECT_EQ(r.mechanism, "PLAIN");
  EXPECT_EQ(p.steps, (std::vector{submission_step::connecting, submission_step::signing_in,
                                  submission_step::sending}));
}

// Whatever line of the dialogue the connection breaks at: the mail is sent, waits, or is uncertain, and it
// never leaves a second time once its text was out whole.
TEST(Postman, NeitherLosesNorDoublesALetterWhereverTheConnectionBreaks) {
  const std::string script = smtp_script().hello().taken(null_sender, to_duty);
  const std::size_t steps = mail_server(script).server.steps();
  ASSERT_GE(steps, 12u);
  for (std::size_t cut = 0; cut <= steps; ++cut) {
    mail_server p(script, {.cut_before = cut});
    p.put("answer.1");
    (void)p.round();
    const bool out = !p.server.messages().empty();
    const auto is = p.at(1).is;
    if (out) {
      EXPECT_TRUE(is == mail_phase::sent || is == mail_phase::uncertain) << "cut before " << cut;
    } else {
      EXPECT_TRUE(is == mail_phase::queued || is == mail_phase::uncertain) << "cut before " << cut;
    }
    EXPECT_EQ(is == mail_phase::queued, p.man->next().has_value());
  }
}

}  // namespace
}  // namespace watchpost::mail_command::outbox
