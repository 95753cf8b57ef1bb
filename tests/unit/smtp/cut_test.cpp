// Good dialogues that end early: the server closes, resets or falls silent after each of its lines.
#include "smtp_fixture.h"

#include <string>
#include <vector>

namespace watchpost::test {
namespace {

using namespace mail;

struct cut_line {
  std::string line;
  stage next;  // where it is noticed that nothing follows
};

struct dialogue {
  std::string name;
  std::vector<cut_line> lines;
};

dialogue clear() {
  return {"clear",
          {{"S: 220-mail.test", stage::greeting},
           {"S: 220 mail.test", stage::capabilities},
           {"C: EHLO *", stage::capabilities},
           {"S: 250-mail.test", stage::capabilities},
           {"S: 250 AUTH LOGIN", stage::sign_in},
           {"C: AUTH LOGIN", stage::sign_in},
           {"S: 334 VXNlcm5hbWU6", stage::sign_in},
           {"C: dXNlcg==", stage::sign_in},
           {"S: 334 UGFzc3dvcmQ6", stage::sign_in},
           {"C: czNjcmV0LXdvcmQ=", stage::sign_in},
           {"raw: 23", stage::sign_in},
           {"raw: 5 ok\\r\\n", stage::sender},
           {"C: MAIL *", stage::sender},
           {"S: 250 ok", stage::recipient},
           {"C: RCPT *", stage::recipient},
           {"S: 250 ok", stage::data},
           {"C: DATA", stage::data},
           {"S: 354 go", stage::acceptance},
           {"data", stage::acceptance},
           {"S: 250-thank", stage::acceptance},
           {"raw: 250 you", stage::acceptance}}};
}

dialogue encrypted() {
  return {"starttls",
          {{"S: 220 mail.test", stage::capabilities},
           {"C: EHLO *", stage::capabilities},
           {"S: 250-mail.test", stage::capabilities},
           {"S: 250 STARTTLS", stage::tls},
           {"C: STARTTLS", stage::tls},
           {"S: 220 go", stage::tls},
           {"starttls", stage::capabilities},
           {"C: EHLO *", stage::capabilities},
           {"S: 250-mail.test", stage::capabilities},
           {"S: 250 AUTH PLAIN", stage::sign_in},
           {"C: AUTH PLAIN *", stage::sign_in},
           {"S: 235 ok", stage::sender},
           {"C: MAIL *", stage::sender},
           {"S: 250 ok", stage::recipient},
           {"C: RCPT *", stage::recipient},
           {"S: 250 ok", stage::data},
           {"C: DATA", stage::data},
           {"S: 354 go", stage::acceptance},
           {"data", stage::acceptance}}};
}

struct cut {
  dialogue what;
  std::size_t after;  // lines
  std::string how;    // the last directive
};

class Cut : public testing::TestWithParam<cut> {};

TEST_P(Cut, IsNoticedAtItsStage) {
  const auto& [what, after, how] = GetParam();
  std::string script;
  for (std::size_t i = 0; i < after; ++i) script += what.lines[i].line + '\n';
  smtp_client c(script + how + '\n');
  // A script cut before it gets to TLS does not tell what the dialogue is about.
  if (what.name == "starttls") c.how.tls = net::tls_mode::starttls;
  const auto deadline = c.server.deadline();
  const auto f = c.signed_in().refused();
  const auto at = after == 0 ? stage::greeting : what.lines[after - 1].next;
  EXPECT_EQ(f.at, at) << f;
  EXPECT_EQ(smtp::uncertain(f), at == stage::acceptance) << f;
  if (how == "stall") {
    EXPECT_EQ(f.why, cause::timeout) << f;
    EXPECT_EQ(c.server.clock().now(), deadline);
  } else if (at == stage::tls && after > 0 && what.lines[after - 1].line == "S: 220 go") {
    EXPECT_TRUE(f.why == cause::closed || f.why == cause::handshake) << f;  // in the middle of the handshake
  } else {
    EXPECT_EQ(f.why, cause::closed) << f;
  }
  EXPECT_EQ(c.server.connections(), 1u);
}

std::vector<cut> all_cuts() {
  std::vector<cut> cuts;
  for (const auto& what : {clear(), encrypted()})
    for (std::size_t after = 0; after <= what.lines.size(); ++after)
      for (const auto* how : {"close", "reset", "stall"}) cuts.push_back({what, after, how});
  return cuts;
}

INSTANTIATE_TEST_SUITE_P(EveryLine, Cut, testing::ValuesIn(all_cuts()), [](const auto& at) {
  return at.param.what.name + "_" + at.param.how + "_after_" + std::to_string(at.param.after);
});

TEST(Cancelled, WhileTheServerThinks) {
  smtp_client c("S: 220 x\nC: EHLO *\nS: 250 x\nC: MAIL *\ncancel\nstall\n");
  expect_failure(c.refused(), stage::sender, cause::cancelled);
}

TEST(Cancelled, BehindTheFinalDotIsUncertain) {
  smtp_client c(
      "S: 220 x\nC: EHLO *\nS: 250 x\nC: MAIL *\nS: 250 x\nC: RCPT *\nS: 250 x\nC: DATA\nS: 354 "
      "x\ndata\ncancel\nstall\n");
  const auto f = c.refused();
  expect_failure(f, stage::acceptance, cause::cancelled);
  EXPECT_TRUE(smtp::uncertain(f));
}

TEST(Cut, InTheMiddleOfALargeTextIsCertain) {
  smtp_client c(
      "S: 220 x\nC: EHLO *\nS: 250 x\nC: MAIL *\nS: 250 x\nC: RCPT *\nS: 250 x\nC: DATA\nS: 354 x\nstall\n");
  for (int i = 0; i < 400'000; ++i)
    c.message += "01234567890123456789012345678901234567\r\n";  // beyond all buffers
  const auto f = c.refused();
  expect_failure(f, stage::data, cause::timeout);
  EXPECT_FALSE(smtp::uncertain(f));
}

TEST(Silence, AfterTheConnectionIsRefused) {
  smtp_client c("S: 220 never\n");
  c.how.server.port = 1;
  expect_failure(c.refused(), stage::connect, cause::refused);
}

}  // namespace
}  // namespace watchpost::test
