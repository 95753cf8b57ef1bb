#include "mail/message/received.h"

#include "mail/message/header.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using watchpost::mail::message::clock_offset;
using watchpost::mail::message::hop;
using watchpost::mail::message::parse_date;
using watchpost::mail::message::received_chain;

hop only_hop(const std::string& field) {
  const auto chain = received_chain("Received: " + field + "\r\nSubject: x\r\n");
  EXPECT_EQ(chain.size(), 1u) << field;
  return chain.empty() ? hop{} : chain.front();
}

// What Postfix and Dovecot wrote in one delivery by way of a relay.
constexpr std::string_view delivered =
    "Return-Path: <user1@example.test>\r\n"
    "Received: from mail.example.test\r\n"
    "\tby mail.example.test with LMTP\r\n"
    "\tid gGx6G6KYBmsLUwAAg+zDdQ\r\n"
    "\t(envelope-from <user1@example.test>)\r\n"
    "\tfor <user1@example.test>; Wed, 25 Nov 2026 08:13:22 +0000\r\n"
    "Received: from relay.example.test (relay.example.test [192.0.2.7])\r\n"
    "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n"
    "\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\r\n"
    "\t(No client certificate requested)\r\n"
    "\tby mail.example.test (Postfix) with ESMTPS id 6ADF524AB\r\n"
    "\tfor <user1@example.test>; Wed, 25 Nov 2026 09:13:20 +0100 (CET)\r\n"
    "Received: from [127.0.0.1] (unknown [127.0.0.1])\r\n"
    "\tby relay.example.test (Postfix) with ESMTPSA id 83D9B2619\r\n"
    "\tfor <user1@example.test>; Wed, 25 Nov 2026 08:13:24 +0000 (UTC)\r\n"
    "Subject: probe\r\n\r\nReceived: from the body\r\n";

TEST(ReceivedChain, IsOldestFirstWithSecondsBetweenHops) {
  const auto chain = received_chain(delivered);
  ASSERT_EQ(chain.size(), 3u);
  EXPECT_EQ(chain[0].from, "[127.0.0.1]");
  EXPECT_EQ(chain[0].by, "relay.example.test");
  EXPECT_EQ(chain[0].with, "ESMTPSA");
  EXPECT_TRUE(chain[0].tls);
  EXPECT_EQ(chain[0].tls_text, "");
  EXPECT_EQ(chain[0].time, parse_date("Wed, 25 Nov 2026 08:13:24 +0000"));
  EXPECT_EQ(chain[0].seconds, std::nullopt);

  EXPECT_EQ(chain[1].from, "relay.example.test");
  EXPECT_EQ(chain[1].with, "ESMTPS");
  EXPECT_EQ(chain[1].tls_text, "TLS 1.3, TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(chain[1].seconds, -4) << "the clocks differ";

  EXPECT_EQ(chain[2].by, "mail.example.test");
  EXPECT_EQ(chain[2].with, "LMTP");
  EXPECT_FALSE(chain[2].tls);
  EXPECT_EQ(chain[2].seconds, 2);
}

TEST(ReceivedChain, GivesTheOffsetOfTheFirstClock) {
  const auto chain = received_chain(delivered);
  const auto submitted = *parse_date("Wed, 25 Nov 2026 08:13:21 +0000");
  EXPECT_EQ(clock_offset(chain, submitted), 3);
  EXPECT_EQ(clock_offset(chain, submitted + 10), -7);
  EXPECT_EQ(clock_offset({}, submitted), std::nullopt);
  EXPECT_EQ(clock_offset(received_chain("Received: by a; soon\r\n"), submitted), std::nullopt);
}

struct style {
  const char* name;
  const char* field;
  const char* from;
  const char* by;
  const char* with;
  bool tls;
  const char* tls_text;
};

class HopOf : public testing::TestWithParam<style> {};

TEST_P(HopOf, IsRead) {
  const style& s = GetParam();
  const hop h = only_hop(s.field + std::string{"; Wed, 25 Nov 2026 08:00:00 +0000"});
  EXPECT_EQ(h.from, s.from);
  EXPECT_EQ(h.by, s.by);
  EXPECT_EQ(h.with, s.with);
  EXPECT_EQ(h.tls, s.tls);
  EXPECT_EQ(h.tls_text, s.tls_text);
  EXPECT_EQ(h.time, 1'795'593'600);
}

INSTANTIATE_TEST_SUITE_P(
    Styles, HopOf,
    testing::Values(
        style{
            "Postfix",
            "from a.test (b.test [192.0.2.1])\r\n\tby mx.test (Postfix) with ESMTP id 4F\r\n\tfor <u@x.test>",
            "a.test", "mx.test", "ESMTP", false, ""},
        style{"PostfixLocal", "by mx.test (Postfix, from userid 1000)\r\n\tid 4F", "", "mx.test", "", false,
              ""},
        style{"Exim",
              "from [192.0.2.7] (helo=a.test)\r\n\tby mx.test with esmtpsa  (TLS1.3) tls "
              "TLS_AES_256_GCM_SHA384\r\n\t(Exim 4.96)\r\n\t"
              "(envelope-from <u@x.test>)\r\n\tid 1uNqLr-0003a5-1V\r\n\tfor v@x.test",
              "[192.0.2.7]", "mx.test", "ESMTPSA", true, "TLS 1.3, TLS_AES_256_GCM_SHA384"},
        style{"OldExim",
              "from a.test ([192.0.2.7]) by mx.test with esmtps (TLS1.2:ECDHE_RSA_AES_256_GCM_SHA384:256) "
              "(Exim 4.92) id 1u",
              "a.test", "mx.test", "ESMTPS", true, "TLS 1.2, ECDHE_RSA_AES_256_GCM_SHA384"},
        style{"Exchange",
              "from MX1.test (2001:db8::25) by\r\n MBX2.test (2001:db8::17) with Microsoft SMTP Server\r\n"
              " (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id\r\n"
              " 15.20.100.7 via Frontend Transport",
              "MX1.test", "MBX2.test", "Microsoft SMTP Server", true,
              "TLS 1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
        style{"OldExchange",
              "from a.test (192.0.2.1) by b.test (192.0.2.2) with Microsoft SMTP Server (TLS) id 8.1",
              "a.test", "b.test", "Microsoft SMTP Server", true, ""},
        style{"ExchangeMailbox", "from a.test by b.test with HTTPS", "a.test", "b.test", "HTTPS", true, ""},
        style{"Gmail",
              "from a.test (a.test. [192.0.2.1])\r\n        by mx.google.com with ESMTPS id 5si1.2\r\n"
              "        for <u@x.test>\r\n        (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256 bits=128/128)",
              "a.test", "mx.google.com", "ESMTPS", true, "TLS 1.3, TLS_AES_128_GCM_SHA256"},
        style{"GmailInside", "by 2002:a05:6a10:1a2b:0:0:0:0 with SMTP id x1csp", "",
              "2002:a05:6a10:1a2b:0:0:0:0", "SMTP", false, ""},
        style{"Sendmail",
              "from a.test (b.test [192.0.2.1] (may be forged))\r\n\t(authenticated bits=0)\r\n"
              "\tby mx.test (8.15.2/8.15.2) with ESMTPSA id 1A\r\n"
              "\t(version=TLSv1.2 cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256 verify=NO)\r\n\tfor <u@x.test>",
              "a.test", "mx.test", "ESMTPSA", true, "TLS 1.2, ECDHE-RSA-AES256-GCM-SHA384"},
        style{"OpenSmtpd",
              "from a.test (b.test [192.0.2.1])\r\n\tby mx.test (OpenSMTPD) with ESMTPS id 4f "
              "(TLSv1.3:TLS_AES_256_GCM_SHA384:256:NO)\r\n\tfor <u@x.test>",
              "a.test", "mx.test", "ESMTPS", true, "TLS 1.3, TLS_AES_256_GCM_SHA384"},
        style{"Qmail",
              "from unknown (HELO a.test) (192.0.2.1)\r\n"
              "  by mx.test with (ECDHE-RSA-AES256-GCM-SHA384 encrypted) SMTP",
              "unknown", "mx.test", "SMTP", true, "ECDHE-RSA-AES256-GCM-SHA384"},
        style{"QmailLocal", "(qmail 1234 invoked by uid 89)", "", "", "", false, ""},
        style{"Dovecot", "from a.test ([192.0.2.1]) by b.test with LMTPSA id x", "a.test", "b.test", "LMTPSA",
              true, ""},
        style{"Internationalised", "from a.test by b.test with utf8smtps id x", "a.test", "b.test",
              "UTF8SMTPS", true, ""},
        style{"NotEncrypted", "from a.test by b.test (not encrypted) with SMTP", "a.test", "b.test", "SMTP",
              false, ""},
        style{"SemicolonInAComment", "from a.test (x; y \\) (z)) by b.test with SMTP", "a.test", "b.test",
              "SMTP", false, ""}),
    [](const auto& each) { return std::string{each.param.name}; });

TEST(ReceivedChain, SurvivesWhatIsNoField) {
  for (const char* bad : {"", ";", "((((", "from", "from by with", "by", "with with", "\\", "(\\", "tls tls",
                          "from (", "(using TLS)", "(version=)", "(TLS1.3:", "(using TLSv1.3 with cipher"}) {
    const hop h = only_hop(bad);
    EXPECT_EQ(h.time, std::nullopt) << bad;
    EXPECT_EQ(h.from, "") << bad;
  }
  EXPECT_TRUE(received_chain("").empty());
  EXPECT_EQ(only_hop("from a\x1b[2Jb by " + std::string(4000, 'y')).from, "a?[2Jb");
  EXPECT_EQ(only_hop("by " + std::string(4000, 'y')).by.size(), 500u);
}

TEST(ReceivedChain, LeavesSecondsOutWhereATimeIsMissing) {
  const auto chain = received_chain(
      "Received: by c; 25 Nov 2026 08:00:09 GMT\r\nReceived: by b; soon\r\n"
      "Received: by a; 25 Nov 2026 08:00:00 GMT\r\n");
  ASSERT_EQ(chain.size(), 3u);
  EXPECT_EQ(chain[1].seconds, std::nullopt);
  EXPECT_EQ(chain[2].seconds, std::nullopt);
}

TEST(ReceivedChain, KeepsTheNewestHundred) {
  std::string header;
  for (int i = 0; i < 5000; ++i) header += "Received: by host" + std::to_string(i) + "\r\n";
  const auto chain = received_chain(header);
  ASSERT_EQ(chain.size(), 100u);
  EXPECT_EQ(chain.front().by, "host99");
  EXPECT_EQ(chain.back().by, "host0");
}

}  // namespace
