// What goes with a verdict that is not good: everything that a postmaster needs, and no secret.
#include "email_monitor/evidence.h"

#include "email_monitor/metrics.h"
#include "world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace watchpost::email_monitor::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Evidence : public ::testing::TestWithParam<account_type> {
 protected:
  Evidence() : w(GetParam()), config(w.default_configuration()) {
    EXPECT_TRUE(w.server->add_user({canary, "secret-word"}));
    config.from = config.to = canary;
    config.submission.auth.emplace(canary, "secret-word");
    config.retrieval.user = {canary, "secret-word"};
  }

  // One poll and then an interval; the documents of its verdict.
  plugin::result step() {
    const auto report = w.poll(state, config);
    EXPECT_TRUE(report);
    if (!report) return {};
    std::string why;
    const auto book = ledger::load(state.entries, why);
    EXPECT_TRUE(book) << why;
    if (!book) return {};
    tag = book->own_identity().tag;
    const auto now = w.clock->wall();
    auto r = make_result(*report, config, now.count() / 1000);
    attach_evidence(r, *report, config, *book, now);
    for (const auto& d : r.documents)
      for (const auto* secret : {"secret-word", "c2VjcmV0LXdvcmQ", "wrong-word", "d3Jvbmctd29yZA"})
        EXPECT_THAT(d.content, Not(HasSubstr(secret))) << d.name;
    w.move(world::interval);
    return r;
  }
  static std::string content(const plugin::result& r, const std::string& name) {
    for (const auto& d : r.documents)
      if (d.name == name) return d.content;
    return "there is no " + name;
  }
  std::string box() const { return GetParam() == account_type::imap ? "imap.txt" : "pop3.txt"; }

  static constexpr const char* canary = "canary@sandbox.test";
  world w;
  configuration config;
  disk state;
  std::string tag;
};

INSTANTIATE_TEST_SUITE_P(Account, Evidence, ::testing::Values(account_type::imap, account_type::pop3),
                         [](const auto& p) { return p.param == account_type::imap ? "Imap" : "Pop3"; });

TEST_P(Evidence, OfAWrongPassword) {
  config.retrieval.user.password = "wrong-word";
  const auto r = step();
  EXPECT_THAT(content(r, "summary.txt"),
              HasSubstr("Mail flow monitor test: " + r.verdict + "\n2026-11-22 10:"));
  EXPECT_THAT(content(r, "summary.txt"), HasSubstr(r.summary));
  EXPECT_THAT(content(r, box()), HasSubstr("-- signing in as canary@sandbox.test by SCRAM-SHA-256\n"));
  EXPECT_THAT(content(r, box()), HasSubstr("C: <secret>\n"));
  EXPECT_THAT(content(r, box()), HasSubstr(GetParam() == account_type::imap ? "S: w0 NO" : "S: -ERR"));
  EXPECT_THAT(content(r, "smtp.txt"), HasSubstr("S: 250 "));
  EXPECT_THAT(content(r, "smtp.txt"), Not(HasSubstr("finds and deletes it"))) << "the text of the probe";
  EXPECT_THAT(content(r, "mail-chain.pem"), HasSubstr("-----BEGIN CERTIFICATE-----"));
  EXPECT_THAT(content(r, "smtp-chain.pem"), HasSubstr("Subject: "));
}

TEST_P(Evidence, OfACertificateThatIsNotTrusted) {
  config.retrieval.trust.ca_file.clear();
  const auto r = step();
  EXPECT_THAT(content(r, "mail-chain.pem"), HasSubstr("Issuer:  "));
  EXPECT_THAT(content(r, "mail-chain.pem"), HasSubstr("-----BEGIN CERTIFICATE-----"));
  EXPECT_THAT(content(r, box()), HasSubstr("-- tls: certificate"));
}

TEST_P(Evidence, OfARefusedRecipient) {
  w.server->refuse_recipient("*", 550, "5.1.1 no such user");
  const auto r = step();
  EXPECT_THAT(content(r, "smtp.txt"), HasSubstr("S: 550 5.1.1 no such user\n"));
  EXPECT_THAT(content(r, "smtp.txt"), HasSubstr("C: RCPT TO:<canary@sandbox.test>\n"));
  EXPECT_THAT(content(r, "smtp.txt"), HasSubstr("AUTH SCRAM-SHA-256 <secret>\n"));
}

TEST_P(Evidence, OfALostProbeNamesIt) {
  w.server->drop_next(1);
  step();
  const auto r = step();
  EXPECT_EQ(r.verdict, "lost");
  const auto text = content(r, "summary.txt");
  EXPECT_THAT(text, HasSubstr("\n  <wp1." + tag + ".1.17953"));
  EXPECT_THAT(text, HasSubstr("...>  lost\n    made 2026-11-22 10:"));
  EXPECT_THAT(text, HasSubstr(", handed over 2026-11-22 10:"));
  EXPECT_THAT(text, HasSubstr("Z: 250 ")) << "the server's reply";
}

TEST_P(Evidence, OfADeadServerHasAddressesAndTimes) {
  config.submission.server.port = 1;
  const auto r = step();
  EXPECT_THAT(
      content(r, "dns.txt"),
      HasSubstr("SMTP 127.0.0.1:1\n  name      127.0.0.1\n  address   127.0.0.1\n  tried     127.0.0.1:1  "
                "Connection refused after "));
  EXPECT_THAT(content(r, "dns.txt"), HasSubstr("  connected after "));
  const auto times = content(r, "timeline.txt");
  EXPECT_THAT(times, HasSubstr("SMTP 127.0.0.1:1  connect "));
  EXPECT_THAT(times, HasSubstr("  sign-in "));
  EXPECT_LT(times.find("  sign-in "), times.find("SMTP 127.0.0.1:1")) << "in the order of time";
  EXPECT_EQ(content(r, "smtp-chain.pem"), "there is no smtp-chain.pem");
}

TEST(UtcText, IsOfAnyTime) {
  EXPECT_EQ(exact_text(0ms), "1970-01-01 00:00:00.000Z");
  EXPECT_EQ(exact_text(1709208000250ms), "2024-02-29 12:00:00.250Z");
}

}  // namespace
}  // namespace watchpost::email_monitor::test
