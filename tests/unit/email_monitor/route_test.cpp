#include "email_monitor/route.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>

namespace watchpost::email_monitor {
namespace {

constexpr std::int64_t submitted = 1'795'342'400;  // 2026-11-22T10:13:20Z

route way(const std::string& header) {
  return {.hops = mail::message::received_chain(header), .submitted = submitted};
}

std::map<std::string, std::string> told(const route& r) {
  const auto list = describe(r);
  return {list.begin(), list.end()};
}

const std::string three_hops =
    "Received: from mx2.example by store.example with LMTP; Sun, 22 Nov 2026 10:13:58 +0000\r\n"
    "Received: from mx1.example by mx2.example with ESMTP; Sun, 22 Nov 2026 10:13:57 +0000\r\n"
    "Received: from [192.0.2.1] by mx1.example with ESMTPSA; Sun, 22 Nov 2026 10:13:23 +0000\r\n\r\n";

TEST(Route, EachHopTellsItsSecondsAndItsTls) {
  const auto facts = told(way(three_hops));
  EXPECT_EQ(facts.at("hop.1"), "mx1.example with ESMTPSA, TLS");
  EXPECT_EQ(facts.at("hop.2"), "mx2.example with ESMTP, no TLS, 34 s");
  EXPECT_EQ(facts.at("hop.3"), "store.example with LMTP, no TLS, 1 s");
  EXPECT_EQ(facts.at("slowest_hop"), "mx2.example, 34 s");
  EXPECT_EQ(facts.at("clock_offset"), "+3 s, give or take 2 s: mx1.example against this machine");
  EXPECT_FALSE(facts.contains("external_hop"));
}

TEST(Route, AProbeThatStayedOnItsServerSaysSo) {
  const auto facts =
      told(way("Received: by mx1.example with LMTP; Sun, 22 Nov 2026 10:13:24 +0000\r\n"
               "Received: from x by MX1.example with ESMTPS; Sun, 22 Nov 2026 10:13:23 +0000\r\n\r\n"));
  EXPECT_EQ(facts.at("external_hop"), "none seen: the probe went no further than MX1.example");
}

TEST(Route, AClockIsKnownOnlyWhereOneServerTookAndDelivered) {
  EXPECT_EQ(known_offset(way(three_hops)), 0);
  EXPECT_EQ(known_offset(way("Received: from x by mx1.example with ESMTPS; "
                             "Sun, 22 Nov 2026 10:28:20 +0000\r\n\r\n")),
            900);
}

TEST(Route, WithoutTracesNothingIsTold) { EXPECT_TRUE(describe(way("Subject: x\r\n\r\n")).empty()); }

TEST(Route, EndlessChainsAreCut) {
  std::string header;
  for (int i = 0; i < 90; ++i) header += "Received: by h" + std::to_string(i) + ".example\r\n";
  EXPECT_LT(describe(way(header + "\r\n")).size(), 25u);
}

}  // namespace
}  // namespace watchpost::email_monitor
