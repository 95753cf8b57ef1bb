#include "mail/smtp/reply.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace watchpost::mail;
using smtp::reply;
using smtp::reply_parser;
using smtp::verdict;

reply heard(const std::string& line) {
  reply_parser parser;
  parser.feed(line);
  EXPECT_EQ(parser.last(), reply_parser::step::done) << line;
  return parser.take();
}

struct example {
  stage at;
  const char* line;
  cause why;
};

class VerdictOf : public testing::TestWithParam<example> {};

TEST_P(VerdictOf, NamesTheCause) {
  const auto& [at, line, why] = GetParam();
  const auto f = verdict(at, heard(line));
  EXPECT_EQ(f.why, why) << line << ": " << f;
  EXPECT_EQ(f.at, at);
  EXPECT_EQ(f.code, std::stoi(line));
}

INSTANTIATE_TEST_SUITE_P(
    Codes, VerdictOf,
    testing::Values(
        example{stage::greeting, "554 no service", cause::permanent},
        example{stage::greeting, "421 busy", cause::busy},
        example{stage::greeting, "450 later", cause::temporary},
        example{stage::capabilities, "450 later", cause::temporary},
        example{stage::capabilities, "550 not you", cause::permanent},
        example{stage::tls, "454 4.7.0 TLS not available", cause::temporary},
        example{stage::tls, "502 no", cause::no_starttls}, example{stage::tls, "250 ok", cause::protocol},
        example{stage::sign_in, "535 5.7.8 wrong", cause::credentials},
        example{stage::sign_in, "535 wrong", cause::credentials},
        example{stage::sign_in, "550 5.7.8 wrong", cause::credentials},
        example{stage::sign_in, "454 4.7.0 backend down", cause::busy},
        example{stage::sign_in, "432 4.7.12 transition", cause::no_mechanism},
        example{stage::sign_in, "421 4.7.0 too many", cause::busy},
        example{stage::sign_in, "534 5.7.9 too weak", cause::no_mechanism},
        example{stage::sign_in, "534 5.7.9 Application-specific password required", cause::credentials},
        example{stage::sign_in, "534 5.7.14 Please log in via your web browser", cause::credentials},
        example{stage::sign_in, "525 5.7.13 account disabled", cause::permanent},
        example{stage::sign_in, "538 5.7.11 encrypt", cause::insecure},
        example{stage::sign_in, "504 5.5.4 unknown", cause::no_mechanism},
        example{stage::sign_in, "530 5.7.0 STARTTLS first", cause::permanent},
        example{stage::sign_in, "500 what", cause::permanent},
        example{stage::sign_in, "334 x", cause::protocol},
        example{stage::sender, "530 5.7.0 sign in", cause::permanent},
        example{stage::sender, "452 4.3.1 no space", cause::quota},
        example{stage::sender, "552 5.3.4 too big", cause::permanent},
        example{stage::sender, "552 5.2.3 too big", cause::permanent},
        example{stage::sender, "450 4.7.1 greylisted", cause::greylisted},
        example{stage::sender, "451 4.3.2 not now", cause::busy},
        example{stage::sender, "451 4.4.5 congestion", cause::busy},
        example{stage::sender, "553 5.1.8 sender", cause::permanent},
        example{stage::recipient, "452 4.2.2 over quota", cause::quota},
        example{stage::recipient, "550 5.2.2 over quota", cause::quota},
        example{stage::recipient, "452 over quota", cause::quota},
        example{stage::recipient, "552 full", cause::quota},
        example{stage::recipient, "452 4.5.3 too many recipients", cause::temporary},
        example{stage::recipient, "550 5.1.1 unknown", cause::permanent},
        example{stage::recipient, "451 4.7.1 greylisted", cause::greylisted},
        example{stage::recipient, "354 go", cause::protocol},
        example{stage::data, "554 no", cause::permanent}, example{stage::data, "451 later", cause::temporary},
        example{stage::data, "250 ok", cause::protocol},
        example{stage::acceptance, "554 5.7.1 spam", cause::permanent},
        example{stage::acceptance, "451 4.3.0 later", cause::temporary},
        example{stage::acceptance, "552 5.2.2 full", cause::quota},
        example{stage::acceptance, "354 again", cause::protocol}));

// Deferrals for being unknown, as servers in the field word them, and what only looks like them.
INSTANTIATE_TEST_SUITE_P(
    Greylisting, VerdictOf,
    testing::Values(
        example{stage::recipient,
                "450 4.2.0 <a@b.test>: Recipient address rejected: Greylisted, see http://p",
                cause::greylisted},
        example{stage::acceptance, "451 4.7.1 Greylisting in action, please come back in 00:05:00",
                cause::greylisted},
        example{stage::recipient, "451 GreyListed, please try again in 300 seconds", cause::greylisted},
        example{stage::recipient, "421 4.7.0 Graylisted, come back later", cause::greylisted},
        example{stage::recipient, "450 4.7.1 <a@b.test>: please try again later", cause::greylisted},
        example{stage::greeting, "451 4.7.1 greylisted", cause::temporary},
        example{stage::recipient, "550 5.7.1 greylisted for ever", cause::permanent},
        example{stage::sender, "450 4.7.1 Client host rejected: cannot find your hostname", cause::temporary},
        example{stage::recipient, "450 4.7.1 <x>: Helo command rejected: Host not found", cause::temporary},
        example{stage::recipient, "451 4.7.1 blocked using bl.test", cause::temporary},
        example{stage::acceptance, "451 4.7.24 SPF validation failed", cause::temporary}));

// Limits on sessions and rates.
INSTANTIATE_TEST_SUITE_P(
    Throttling, VerdictOf,
    testing::Values(
        example{stage::sign_in, "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", cause::busy},
        example{stage::acceptance, "432 4.3.2 Concurrent connections limit exceeded", cause::busy},
        example{stage::sender, "421 4.7.0 Too many connections", cause::busy},
        example{stage::sender, "451 4.7.500 Server busy. Please try again later", cause::busy},
        example{stage::recipient, "450 4.7.1 Error: too many recipients from 127.0.0.1", cause::busy},
        example{stage::acceptance,
                "450 4.2.1 The user you are trying to contact is receiving mail at a rate that", cause::busy},
        example{stage::sender, "452 too many mails in this session", cause::busy},
        example{stage::acceptance, "452 4.3.1 Insufficient system resources", cause::busy},
        example{stage::acceptance, "550 5.4.5 Daily user sending limit exceeded", cause::allowance},
        example{stage::recipient, "550 5.1.90 You've reached your daily limit for recipients",
                cause::allowance},
        example{stage::acceptance, "550 5.2.2 Submission quota exceeded", cause::allowance},
        example{stage::sign_in, "454 4.7.0 Too many login attempts, please try again later", cause::busy}));

TEST(Verdict, CarriesTheServersWordsInPrintableForm) {
  const auto f = verdict(stage::recipient, heard("550 5.1.1 no\x1b[2J such user"));
  EXPECT_EQ(f.enhanced, "5.1.1");
  EXPECT_EQ(f.server, "no?[2J such user");
  EXPECT_EQ(to_string(f), "recipient: permanent 550 5.1.1: no?[2J such user");
}

TEST(Verdict, CutsLongWords) {
  EXPECT_EQ(verdict(stage::data, heard("550 " + std::string(5000, 'x'))).server.size(), 500u);
}

}  // namespace
