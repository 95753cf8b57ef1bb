// Servers that do not speak SMTP, or too much of it.
#include "smtp_fixture.h"

namespace watchpost::test {
namespace {

using namespace mail;

constexpr const char* to_mail = "S: 220 x\nC: EHLO *\nS: 250 x\nC: MAIL *\n";
constexpr const char* to_text =
    "S: 220 x\nC: EHLO *\nS: 250 x\nC: MAIL *\nS: 250 x\nC: RCPT *\nS: 250 x\nC: DATA\nS: 354 x\ndata\n";

failure failure_after(const std::string& script) {
  smtp_client c(script);
  return c.refused();
}

TEST(Garbage, AsGreeting) {
  for (const auto* line :
       {"S: +OK POP3 ready", "S: * OK IMAP ready", "S: HTTP/1.1 400 Bad Request", "raw: \\r\\n",
        "raw: 2\\00\\r\\n", "raw: \\xff\\xfe\\0\\0\\n", "S: 999 x", "S: 220x"})
    expect_failure(failure_after(line), stage::greeting, cause::protocol);
}

TEST(Garbage, IntermediateGreeting) {
  expect_failure(failure_after("S: 354 go\n"), stage::greeting, cause::protocol);
}

TEST(Garbage, MismatchedCodes) {
  expect_failure(failure_after("S: 220-a\nS: 221 b\n"), stage::greeting, cause::protocol);
  expect_failure(failure_after("S: 220 x\nC: EHLO *\nS: 250-x\nS: 251-y\nS: 250 z\n"), stage::capabilities,
                 cause::protocol);
  expect_failure(failure_after(std::string(to_mail) + "S: 250-a\nS: 550 b\n"), stage::sender,
                 cause::protocol);
}

TEST(Garbage, NulsInTextAreMadePrintable) {
  const auto f = failure_after(std::string(to_mail) + "raw: 550 5.1.1 a\\0b\\x1b[0m\\r\\nC: QUIT\n");
  expect_failure(f, stage::sender, cause::permanent, 550);
  EXPECT_EQ(f.server, "a?b?[0m");
}

TEST(Garbage, OversizedLines) {
  expect_failure(failure_after("flood 100000\n"), stage::greeting, cause::limit);
  expect_failure(failure_after(std::string(to_mail) + "raw: 250\\x20\nflood 100000\n"), stage::sender,
                 cause::limit);
}

TEST(Garbage, TooManyLines) {
  expect_failure(failure_after("repeat 129 220-x\n"), stage::greeting, cause::limit);
  expect_failure(failure_after(std::string(to_mail) + "repeat 100000 250-x\n"), stage::sender, cause::limit);
}

// Replies that are out of step: the text does not leave, as the next one would be taken for its acceptance.
TEST(Garbage, BehindTheReplyToData) {
  const std::string until_data(to_text, std::string_view(to_text).find("data\n"));
  expect_failure(failure_after(until_data + "S: 250 queued\n"), stage::data, cause::protocol, 250);
  expect_failure(failure_after(until_data + "S: 421 4.3.2 going down\n"), stage::data, cause::busy, 421);
  expect_failure(failure_after(until_data + "S: thanks\n"), stage::data, cause::protocol);
}

TEST(Garbage, AtAcceptanceIsUncertain) {
  for (const auto* line : {"S: thanks\n", "S: 354 more\n", "S: 250-a\nS: 251 b\n", "flood 100000\n"}) {
    const auto f = failure_after(std::string(to_text) + line);
    EXPECT_EQ(f.at, stage::acceptance) << f;
    EXPECT_TRUE(smtp::uncertain(f)) << f;
  }
}

}  // namespace
}  // namespace watchpost::test
