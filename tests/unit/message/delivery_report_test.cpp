#include "mail/message/delivery_report.h"

#include "mail/message/header.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace {

using watchpost::mail::message::delivery_report;
using watchpost::mail::message::field;
using watchpost::mail::message::looks_like_delivery_report;
using watchpost::mail::message::read_delivery_report;

std::string sample(const std::string& name) {
  std::ifstream in(std::string{CORPUS} + "/delivery_report/" + name, std::ios::binary);
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

delivery_report report_in(const std::string& name) {
  const auto report = read_delivery_report(sample(name));
  EXPECT_TRUE(report) << name;
  return report.value_or(delivery_report{});
}

std::string returned_probe(const delivery_report& report) {
  return field(report.returned_header, "Watchpost-Probe").value_or("");
}

// The three are as Postfix wrote them.
TEST(DeliveryReport, OfPostfixForARefusedMessage) {
  const auto report = report_in("postfix_failed");
  EXPECT_EQ(report.reporting_mta, "mail.example.test");
  ASSERT_EQ(report.recipients.size(), 1u);
  const auto& r = report.recipients.front();
  EXPECT_EQ(r.final_recipient, "bounce@example.test");
  EXPECT_EQ(r.action, "failed");
  EXPECT_EQ(r.status, "5.1.1");
  EXPECT_EQ(r.diagnostic, "550 5.1.1 <bounce@example.test> User doesn't exist: bounce@example.test");
  EXPECT_EQ(r.remote_mta, "mail.example.test");
  EXPECT_EQ(returned_probe(report), "token-of-the-probe");
}

TEST(DeliveryReport, OfPostfixForADelayedMessage) {
  const auto report = report_in("postfix_delayed");
  ASSERT_EQ(report.recipients.size(), 1u);
  EXPECT_EQ(report.recipients[0].final_recipient, "user1+x@example.test");
  EXPECT_EQ(report.recipients[0].action, "delayed");
  EXPECT_EQ(report.recipients[0].status, "4.3.2");
  EXPECT_EQ(report.recipients[0].diagnostic, "deferred transport");
  EXPECT_EQ(report.recipients[0].remote_mta, "");
  EXPECT_EQ(returned_probe(report), "token-of-the-probe");
}

TEST(DeliveryReport, OfPostfixForADeliveredMessage) {
  const auto report = report_in("postfix_relayed");
  ASSERT_EQ(report.recipients.size(), 1u);
  EXPECT_EQ(report.recipients[0].action, "relayed");
  EXPECT_EQ(report.recipients[0].status, "2.0.0");
  EXPECT_EQ(returned_probe(report), "token-of-the-probe");
}

TEST(DeliveryReport, InTheShapeOfEximForTwoRecipients) {
  const auto report = report_in("exim_failed");
  EXPECT_EQ(report.reporting_mta, "mx.example.net");
  ASSERT_EQ(report.recipients.size(), 2u);
  EXPECT_EQ(report.recipients[0].final_recipient, "gone@example.com");
  EXPECT_EQ(report.recipients[0].status, "5.0.0");
  EXPECT_EQ(report.recipients[0].remote_mta, "mx3.example.com");
  EXPECT_EQ(report.recipients[1].final_recipient, "full@example.com");
  EXPECT_EQ(report.recipients[1].diagnostic,
            "552-5.2.2 The mailbox of this user is full 552 5.2.2 see https://help.example.com/full");
  EXPECT_EQ(returned_probe(report), "token-of-the-probe");
  EXPECT_EQ(report.returned_header.find("line of the body"), std::string::npos);
}

TEST(DeliveryReport, InTheShapeOfExchangeWithAnEncodedMessage) {
  const auto report = report_in("exchange_failed");
  EXPECT_EQ(report.reporting_mta, "MX1.corp.example.com");
  ASSERT_EQ(report.recipients.size(), 1u);
  EXPECT_EQ(report.recipients[0].final_recipient, "Sales.Team@corp.example.com");
  EXPECT_EQ(report.recipients[0].action, "failed");
  EXPECT_EQ(report.recipients[0].status, "5.7.1");
  EXPECT_EQ(report.recipients[0].diagnostic,
            "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required [Stage: CreateMessage]");
  EXPECT_EQ(returned_probe(report), "token-of-the-probe");
  EXPECT_EQ(report.returned_header.find("line of the body"), std::string::npos);
}

TEST(DeliveryReport, WithoutItsTypeAndEncoded) {
  const auto report = report_in("forgotten_type");
  ASSERT_EQ(report.recipients.size(), 1u);
  EXPECT_EQ(report.recipients[0].final_recipient, "a@example.com");
  EXPECT_EQ(report.recipients[0].action, "failed");
  EXPECT_EQ(report.recipients[0].status, "4.4.7");
  EXPECT_EQ(returned_probe(report), "token-of-the-probe");
}

TEST(DeliveryReport, ReturnsTheHeaderByteForByte) {
  const std::string message = sample("postfix_failed");
  const auto report = report_in("postfix_failed");
  const auto begin = message.find("Return-Path: <user1@");
  const auto end = message.find("\r\n\r\n", begin) + 2;
  EXPECT_EQ(report.returned_header, message.substr(begin, end - begin));
}

// Cut off at any byte: no more is read than is there, and what is whole stays as it is.
TEST(DeliveryReport, IsReadAsFarAsItGoes) {
  const std::string message = sample("postfix_failed");
  const auto group = message.find("Final-Recipient:");
  const auto status_end = message.find("--", group);
  const auto probe_end = message.find("\r\n", message.find("Watchpost-Probe:"));
  for (std::size_t size = 0; size <= message.size(); ++size) {
    const auto report = read_delivery_report(std::string_view{message}.substr(0, size));
    EXPECT_TRUE(report || size <= group + 60) << size;
    if (!report) continue;
    EXPECT_LE(report->recipients.size(), 1u) << size;
    if (size >= status_end) {
      ASSERT_EQ(report->recipients.size(), 1u) << size;
      EXPECT_EQ(report->recipients[0].status, "5.1.1") << size;
      EXPECT_TRUE(report->recipients[0].diagnostic.ends_with("User doesn't exist: bounce@example.test"));
    }
    EXPECT_TRUE(size < probe_end || returned_probe(*report) == "token-of-the-probe") << size;
    EXPECT_NE(message.find(report->returned_header), std::string::npos) << size;
  }
}

std::string report_with(std::string_view status) {
  return "Content-Type: multipart/report; report-type=delivery-status; "
         "boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n"
         "Content-Type: message/delivery-status\r\n\r\n" +
         std::string{status} + "\r\n--b--\r\n";
}

TEST(DeliveryReport, TakesOnlyAStatusThatIsOne) {
  const auto status = [](const std::string& text) {
    const auto report =
        read_delivery_report(report_with("Reporting-MTA: dns; a\r\n\r\nStatus: " + text + "\r\n"));
    return report && report->recipients.size() == 1 ? report->recipients[0].status : "none";
  };
  EXPECT_EQ(status("5.1.1"), "5.1.1");
  EXPECT_EQ(status("5.999.999 (unknown)"), "5.999.999");
  for (const char* bad :
       {"", "5", "5.1", "5.1.", "5..1", ".5.1", "5.1.1.1", "55.1.1", "5.9999.1111", "x5.1.1"})
    EXPECT_EQ(status(bad), "") << bad;
}

TEST(DeliveryReport, MakesTextsPrintable) {
  const auto report = read_delivery_report(
      report_with("Reporting-MTA: a\x1b[2Jb\r\n\r\nAction: failed\r\nDiagnostic-Code: smtp; 550 \xff" +
                  std::string(4000, 'x') + "\r\n"));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->reporting_mta, "a?[2Jb");
  ASSERT_EQ(report->recipients.size(), 1u);
  EXPECT_EQ(report->recipients[0].diagnostic.size(), 500u);
  EXPECT_TRUE(report->recipients[0].diagnostic.starts_with("550 ?xxx"));
}

TEST(DeliveryReport, HoldsAtMostAHundredRecipients) {
  std::string groups;
  for (int i = 0; i < 500; ++i) groups += "Action: failed\r\n\r\n";
  const auto report = read_delivery_report(report_with("Reporting-MTA: dns; a\r\n\r\n" + groups));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->recipients.size(), 100u);
}

TEST(DeliveryReport, IsNotWhatAnEmbeddedMessageHolds) {
  const std::string inner = sample("postfix_failed");
  EXPECT_FALSE(read_delivery_report("Content-Type: message/rfc822\r\n\r\n" + inner));
  EXPECT_FALSE(read_delivery_report(
      "Content-Type: multipart/report; report-type=delivery-status; boundary=outer\r\n\r\n"
      "--outer\r\nContent-Type: message/rfc822\r\n\r\n" +
      inner + "\r\n--outer--\r\n"));
}

TEST(DeliveryReport, IsNothingElse) {
  EXPECT_FALSE(read_delivery_report(""));
  EXPECT_FALSE(read_delivery_report("Subject: x\r\n\r\ny\r\n"));
  EXPECT_FALSE(read_delivery_report(
      "Content-Type: multipart/report; report-type=delivery-status\r\n\r\nno boundary\r\n"));
  EXPECT_FALSE(read_delivery_report(
      "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\r\n\r\n--b\r\n"
      "Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n\r\n--b--\r\n"));
}

TEST(LooksLikeDeliveryReport, ByItsContentType) {
  EXPECT_TRUE(looks_like_delivery_report(sample("postfix_failed")));
  EXPECT_TRUE(looks_like_delivery_report(
      "content-type: MULTIPART/Report; boundary=\"a;b\"; Report-Type=\"Delivery-Status\"\r\n"));
  EXPECT_TRUE(looks_like_delivery_report("Content-Type: multipart/report; boundary=x\r\n"));
  EXPECT_FALSE(
      looks_like_delivery_report("Content-Type: multipart/report; report-type=disposition-notification\r\n"));
  EXPECT_FALSE(looks_like_delivery_report("Content-Type: text/plain; x=\"multipart/report\"\r\n"));
  EXPECT_FALSE(looks_like_delivery_report("Subject: multipart/report; report-type=delivery-status\r\n"));
  EXPECT_FALSE(looks_like_delivery_report("Subject: x\r\n\r\nContent-Type: multipart/report\r\n"));
  EXPECT_FALSE(
      looks_like_delivery_report("Content-Type: multipart/report; x=" + std::string(5000, 'x') + "\r\n"));
}

}  // namespace
