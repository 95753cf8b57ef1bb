// What the host is told of a poll, beside the verdict.
#include "email_monitor/metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace watchpost::email_monitor {
namespace {

constexpr std::int64_t now = 1'795'342'400;  // 2026-11-22T10:13:20Z
constexpr std::int64_t seconds_of_a_day = 24 * 3600;

poll_report arrived() {
  poll_report report;
  report.seen.submitted = true;
  report.seen.arrivals = {{.sequence = 3, .delivery = 12, .receipt = "250 2.0.0 Ok: queued as 4F1"}};
  return report;
}

mail::tls_facts certificate(std::int64_t days) {
  mail::tls_facts facts;
  facts.verified = true;
  facts.not_after = now + days * seconds_of_a_day;
  return facts;
}

std::string fact(const plugin::result& r, const std::string& key) {
  const auto found =
      std::find_if(r.facts.begin(), r.facts.end(), [&](const auto& f) { return f.key == key; });
  return found == r.facts.end() ? std::string() : found->value;
}

TEST(Metrics, ACertificateThatEndsSoonIsAWarningOnEitherLeg) {
  configuration config;
  config.expiry_warning = std::chrono::hours(24 * 14);
  for (const bool smtp : {true, false}) {
    poll_report report = arrived();
    report.submission.tls = certificate(smtp ? 5 : 50);
    report.retrieval.tls = certificate(smtp ? 50 : 5);
    const auto r = make_result(report, config, now);
    EXPECT_EQ(r.state, abi::state::warning);
    EXPECT_EQ(r.verdict, "up");
    EXPECT_NE(r.summary.find(smtp ? "smtp.server ends in 5 day(s)" : "mail.server ends in 5 day(s)"),
              std::string::npos)
        << r.summary;
    const auto reading = [&](const char* metric) {
      return std::find_if(r.readings.begin(), r.readings.end(),
                          [&](const auto& one) { return one.metric == metric; })
          ->value;
    };
    EXPECT_EQ(reading("smtp_cert_days"), smtp ? 5 : 50);
    EXPECT_EQ(reading("mail_cert_days"), smtp ? 50 : 5);
  }
  config.expiry_warning = {};
  poll_report report = arrived();
  report.submission.tls = certificate(5);
  EXPECT_EQ(make_result(report, config, now).state, abi::state::ok) << "0s: never";
}

TEST(Metrics, TheDaysOfACertificateHaveItsLimits) {
  configuration config;
  config.expiry_warning = std::chrono::hours(24 * 14);
  poll_report report = arrived();
  report.submission.tls = certificate(50);
  const auto days = [&] {
    const auto r = make_result(report, config, now);
    return *std::find_if(r.readings.begin(), r.readings.end(),
                         [](const auto& one) { return one.metric == "smtp_cert_days"; });
  };
  EXPECT_EQ(days().warning, 14);
  EXPECT_EQ(days().critical, 0) << "below the other one: these days are to be above";
  config.expiry_warning = {};
  EXPECT_TRUE(std::isnan(days().warning) && std::isnan(days().critical));
}

TEST(Metrics, StagesThatWereNotGoneThroughHaveNoReading) {
  poll_report report = arrived();
  using mail::stage;
  for (const auto at : {stage::resolve, stage::connect, stage::sign_in})
    report.submission.spent(at, std::chrono::milliseconds(5));
  for (const auto at : {stage::resolve, stage::open, stage::sign_out})
    report.retrieval.spent(at, std::chrono::milliseconds(5));
  const auto read = [&] {
    std::string metrics;
    for (const auto& one : make_result(report, {}, now).readings)
      if (one.metric.find('_') != std::string::npos && one.metric.find("_deleted") == std::string::npos)
        metrics += one.metric + ' ';
    return metrics;
  };
  EXPECT_EQ(read(),
            "smtp_resolve smtp_connect smtp_auth smtp_total mail_resolve mail_find mail_total foreign_seen ");
  report.retrieval.spent(stage::remove, std::chrono::milliseconds(5));
  EXPECT_NE(read().find("mail_delete"), std::string::npos);
}

TEST(Metrics, TheLimitsOfTheDeliveryGoWithItsReading) {
  poll_report report = arrived();
  report.seen.warning = 10;
  report.seen.critical = 20;
  const auto r = make_result(report, {}, now);
  EXPECT_EQ(r.state, abi::state::warning);
  const auto& reading = r.readings.at(0);
  EXPECT_EQ(reading.metric, "delivery");
  EXPECT_EQ(reading.value, 12);
  EXPECT_EQ(reading.warning, 10);
  EXPECT_EQ(reading.critical, 20);
}

TEST(Metrics, AnUpOverAPasswordAtMicrosoftsWarnsAhead) {
  configuration config;
  config.submission.server.host = "smtp.office365.com";
  config.submission.auth.emplace("user", "secret");
  poll_report report = arrived();
  report.submission.mechanism = "LOGIN";
  const auto warned = [&] {
    const auto r = make_result(report, config, now);
    EXPECT_EQ(r.state, abi::state::ok);
    return r.summary.find("December 2026") != std::string::npos;
  };
  EXPECT_TRUE(warned());
  config.token_submits = true;
  EXPECT_FALSE(warned());
  config.token_submits = false;
  config.submission.server.host = "mx.test";
  EXPECT_FALSE(warned());
}

TEST(Metrics, TheGroundsOfTheVerdictAreFacts) {
  const auto r = make_result(arrived(), {}, now);
  EXPECT_EQ(fact(r, "time"), "2026-11-22T10:13:20Z");
  EXPECT_EQ(fact(r, "stage"), "delivery");
  EXPECT_EQ(fact(r, "server_text"), "250 2.0.0 Ok: queued as 4F1");
  EXPECT_EQ(fact(r, "reply_code"), "250");
  EXPECT_EQ(fact(r, "enhanced_code"), "2.0.0");
}

}  // namespace
}  // namespace watchpost::email_monitor
