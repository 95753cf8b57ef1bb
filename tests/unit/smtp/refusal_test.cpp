// 4yz, 5yz and unexpected replies at every command, with and without pipelining.
#include "smtp_fixture.h"

#include <array>

namespace watchpost::test {
namespace {

using namespace mail;

struct refusal {
  stage at;
  std::string line;
  cause why;
};

std::string start(bool pipelining) {
  return std::string("S: 220 mail.test\nC: EHLO *\nS: 250-mail.test\n") +
         (pipelining ? "S: 250-PIPELINING\n" : "") + "S: 250 SIZE\n";
}

// The script up to the refusal. In lockstep the client says QUIT; a pipelined DATA forbids every further
// word.
std::string script_of(const refusal& r, bool pipelining) {
  const std::string quit = r.line.starts_with("421") ? "" : "C: QUIT\n";
  if (r.at == stage::greeting) return "S: " + r.line + "\n" + quit;
  if (r.at == stage::capabilities) return "S: 220 mail.test\nC: EHLO *\nS: " + r.line + "\n" + quit;
  const std::array<std::pair<stage, std::string>, 3> commands{
      {{stage::sender, "MAIL"}, {stage::recipient, "RCPT"}, {stage::data, "DATA"}}};
  auto script = start(pipelining);
  if (pipelining) script += "C: MAIL *\nC: RCPT *\nC: DATA\n";
  for (const auto& [at, verb] : commands) {
    if (!pipelining) script += "C: " + verb + "*\n";
    if (at == r.at) {
      script += "S: " + r.line + '\n';
      return pipelining ? script + "S: 503 next\n" : script + quit;
    }
    script += at == stage::data ? "S: 354 go\n" : "S: 250 ok\n";
  }
  return script + "data\nS: " + r.line + "\n" + quit;
}

class RefusalAt : public testing::TestWithParam<refusal> {};

TEST_P(RefusalAt, InLockstep) {
  smtp_client c(script_of(GetParam(), false));
  const auto f = c.refused();
  expect_failure(f, GetParam().at, GetParam().why, std::stoi(GetParam().line));
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_FALSE(smtp::uncertain(f));
}

TEST_P(RefusalAt, InOneFlight) {
  smtp_client c(script_of(GetParam(), true));
  const auto f = c.refused();
  expect_failure(f, GetParam().at, GetParam().why, std::stoi(GetParam().line));
  EXPECT_EQ(c.server.unexpected(), "");
  EXPECT_EQ(c.server.connections(), 1u);
  EXPECT_FALSE(c.server.network().remembered(c.how.server, c.how.tls).lockstep);
}

INSTANTIATE_TEST_SUITE_P(EveryCommand, RefusalAt,
                         testing::Values(refusal{stage::greeting, "554 5.3.2 no", cause::permanent},
                                         refusal{stage::greeting, "421 4.3.2 full", cause::busy},
                                         refusal{stage::greeting, "450 later", cause::temporary},
                                         refusal{stage::capabilities, "421 full", cause::busy},
                                         refusal{stage::capabilities, "451 later", cause::temporary},
                                         refusal{stage::sender, "451 4.7.1 later", cause::greylisted},
                                         refusal{stage::sender, "530 5.7.0 sign in", cause::permanent},
                                         refusal{stage::sender, "452 4.3.1 disk full", cause::quota},
                                         refusal{stage::sender, "421 4.7.0 bye", cause::busy},
                                         refusal{stage::recipient, "450 4.7.1 greylisted", cause::greylisted},
                                         refusal{stage::recipient, "550 5.1.1 unknown", cause::permanent},
                                         refusal{stage::recipient, "452 4.2.2 full", cause::quota},
                                         refusal{stage::recipient, "552 5.2.2 full", cause::quota},
                                         refusal{stage::recipient, "421 bye", cause::busy},
                                         refusal{stage::data, "451 later", cause::temporary},
                                         refusal{stage::data, "554 no", cause::permanent},
                                         refusal{stage::acceptance, "451 4.3.0 later", cause::temporary},
                                         refusal{stage::acceptance, "554 5.7.1 spam", cause::permanent},
                                         refusal{stage::acceptance, "552 5.2.2 full", cause::quota},
                                         refusal{stage::acceptance, "421 4.3.2 bye", cause::busy}));

TEST(Refusal, OfEhloAndHelo) {
  smtp_client c("S: 220 x\nC: EHLO *\nS: 502 no\nC: HELO *\nS: 504 5.5.4 no\nC: QUIT\n");
  expect_failure(c.refused(), stage::capabilities, cause::permanent, 504);
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(Refusal, OfSomeRecipientsIsOneOfAll) {
  smtp_client c(start(true) + R"(
    C: MAIL *
    C: RCPT TO:<a@b.test>
    C: RCPT TO:<c@d.test>
    C: DATA
    S: 250 ok
    S: 250 ok
    S: 550 5.1.1 unknown
    S: 354 go
  )");
  c.who.to = {"a@b.test", "c@d.test"};
  const auto f = c.refused();
  expect_failure(f, stage::recipient, cause::permanent, 550);
  EXPECT_EQ(f.enhanced, "5.1.1");
  EXPECT_EQ(f.server, "unknown");
  EXPECT_EQ(c.server.unexpected(), "");  // no text, no dot, no QUIT into an open DATA
}

TEST(Refusal, OfSomeRecipientsInLockstepEndsBeforeData) {
  smtp_client c(start(false) + R"(
    C: MAIL *
    S: 250 ok
    C: RCPT TO:<a@b.test>
    S: 550 5.1.1 unknown
    C: QUIT
  )");
  c.who.to = {"a@b.test", "c@d.test"};
  expect_failure(c.refused(), stage::recipient, cause::permanent, 550);
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(Refusal, OfAllRecipientsWithAnOpenDataSendsNoDot) {
  smtp_client c(start(true) + "C: MAIL *\nC: RCPT *\nC: DATA\nS: 250 ok\nS: 450 4.7.1 later\nS: 354 go\n");
  expect_failure(c.refused(), stage::recipient, cause::greylisted, 450);
  EXPECT_EQ(c.server.unexpected(), "");
}

TEST(Refusal, APositiveReplyToDataSendsNoText) {
  smtp_client c(start(false) + "C: MAIL *\nS: 250 ok\nC: RCPT *\nS: 250 ok\nC: DATA\nS: 250 ok\nC: QUIT\n");
  expect_failure(c.refused(), stage::data, cause::protocol, 250);
  EXPECT_EQ(c.server.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::test
