// smtp.auth = pop-before-smtp: servers that let those send who have just signed in to their mailbox.
#include "mail_server.h"
#include "support/smtp_script.h"

namespace watchpost::mail_command::outbox {
namespace {

using namespace std::chrono_literals;
using mail::cause;
using test::mail_server;
using watchpost::test::smtp_script;

constexpr std::string_view pop_session = R"(
    S: +OK pop.test ready
    C: CAPA
    S: -ERR no
    C: USER box
    S: +OK
    C: PASS s3cret-word
    S: +OK signed in
    C: QUIT
    S: +OK
)";
const std::string smtp_session = smtp_script().next().hello().taken("FROM:<>", "TO:<duty@b.test>");
const std::string not_relayed = smtp_script()
                                    .next()
                                    .hello()
                                    .mail("FROM:<>")
                                    .rcpt("TO:<duty@b.test>", "554 5.7.1 relay access denied")
                                    .quit();

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const auto p : parts) all += p;
  return all;
}

TEST(PopBeforeSmtp, SignsInBeforeEachSession) {
  mail_server p(joined({pop_session, smtp_session, "    next\n", pop_session, smtp_session}));
  p.settings.pop_before_smtp = true;
  p.put("answer.1");
  p.put("answer.2");
  const auto r = p.round();
  EXPECT_EQ(r.sent, 2u);
  EXPECT_EQ(p.server.unexpected(), "");
  EXPECT_EQ(p.server.connections(), 4u);
  EXPECT_EQ(p.steps.front(), submission_step::signing_in);
}

TEST(PopBeforeSmtp, WaitsUntilTheServerKnowsOfTheSignIn) {
  mail_server p(joined({pop_session, not_relayed, "    next\n", pop_session, smtp_session}));
  p.settings.pop_before_smtp = true;
  p.put("answer.1");
  const auto r = p.round();
  EXPECT_EQ(r.deferred, 1u);
  EXPECT_NE(r.advice.find("pop-before-smtp"), std::string::npos);
  p.advance(2min);
  EXPECT_EQ(p.round().sent, 1u);
  EXPECT_EQ(p.server.unexpected(), "");
}

TEST(PopBeforeSmtp, GivesUpWhenItIsNeverKnown) {
  mail_server p(joined({pop_session, not_relayed, "    next\n", pop_session, not_relayed, "    next\n",
                        pop_session, not_relayed}));
  p.settings.pop_before_smtp = true;
  p.put("answer.1");
  for (int i = 0; i < 3; ++i) {
    (void)p.round();
    p.advance(10min);
  }
  EXPECT_EQ(p.at(1).is, mail_phase::failed);
  EXPECT_EQ(p.server.unexpected(), "");
}

TEST(PopBeforeSmtp, DoesNotTalkToTheSmtpServerWhenTheSignInFails) {
  mail_server p(R"(
    S: +OK pop.test ready
    C: CAPA
    S: -ERR no
    C: USER box
    S: +OK
    C: PASS s3cret-word
    S: -ERR [AUTH] wrong
    C: QUIT
  )");
  p.settings.pop_before_smtp = true;
  p.put("answer.1");
  const auto r = p.round();
  ASSERT_TRUE(r.failed);
  EXPECT_TRUE(r.at_maildrop);
  EXPECT_EQ(r.failed->why, cause::credentials);
  EXPECT_NE(r.advice.find("mail.password"), std::string::npos);
  EXPECT_EQ(p.server.connections(), 1u);
  EXPECT_EQ(p.at(1).tries, 0u);
  EXPECT_EQ(*p.man->next(), p.now() + 3'600'000);
}

TEST(PopBeforeSmtp, TrustsTheLastSignInWhenTheNextOneComesTooSoon) {
  mail_server p(joined({pop_session, smtp_session, R"(
    next
    S: +OK pop.test ready
    C: CAPA
    S: -ERR no
    C: USER box
    S: +OK
    C: PASS s3cret-word
    S: -ERR [LOGIN-DELAY] minimum time between sign-ins is 60 seconds
)",
                        smtp_session}));
  p.settings.pop_before_smtp = true;
  p.put("answer.1");
  p.put("answer.2");
  EXPECT_EQ(p.round().sent, 2u);
  EXPECT_EQ(p.server.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail_command::outbox
