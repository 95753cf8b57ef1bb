#include "dialogue.h"

namespace watchpost::mail::pop3 {
namespace {

TEST(scan, takes_the_maildrop_as_known_at_first) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a", "b"}) + "C: QUIT\n");
  const auto seen = c.scan("");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->total, 2U);
  EXPECT_EQ(seen->read, 0U);
  EXPECT_EQ(seen->next, known({"a", "b"}));
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.report().mechanism, "PLAIN");
}

TEST(scan, reads_what_is_new) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a", "b", "c"}) + "C: TOP 2 0\n" + foreign +
                "C: TOP 3 0\n" + ours + named(3, "c") + "C: QUIT\n");
  const auto seen = c.scan(known({"a", "gone"}));
  ASSERT_TRUE(seen) << seen.error();
  ASSERT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->matches[0].id, "c");
  EXPECT_EQ(seen->matches[0].header, "X-Probe: ours\r\n\r\n");
  EXPECT_EQ(seen->read, 2U);
  EXPECT_EQ(seen->next, known({"a", "b"}));
  EXPECT_FALSE(seen->renumbered);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(scan, of_an_empty_maildrop) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({}) + "C: QUIT\n");
  const auto seen = c.scan("");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->total, 0U);
  EXPECT_EQ(seen->next, known({}));
  EXPECT_EQ(c.unexpected(), "");
}

TEST(scan_folders, says_that_pop3_has_no_folders) {
  pop3_client c(signed_in);
  const auto seen = c.run([&](net::network& net, net::cancellation, session_report&) {
    return [](net::network& with, access_settings how) -> net::task<result<mailbox_scan>> {
      const auto box = make_mailbox(with, how);
      result<mailbox_scan> more = co_await box->scan_folders("as before", is_ours);
      co_return more;
    }(net, c.how());
  });
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_TRUE(seen->folders_unsupported);
  EXPECT_EQ(seen->next, "as before");
  EXPECT_EQ(c.connections(), 0U);
}

TEST(scan, reads_again_when_the_position_means_nothing) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a"}) + "C: TOP 1 0\n" + ours + named(1, "a") +
                "C: QUIT\n");
  const auto seen = c.scan("4711:12");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_TRUE(seen->renumbered);
  EXPECT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(scan, reads_in_flights_of_a_hundred) {
  std::string uidl = "  S: +OK\n";
  for (int i = 1; i <= 150; ++i) uidl += "  S: " + std::to_string(i) + " id" + std::to_string(i) + "\n";
  uidl += "  S: .\n";
  const auto batch = [](int from, int to) {
    std::string lines;
    for (int i = from; i <= to; ++i) {
      const std::string n = std::to_string(i);
      lines += "  C: TOP " + n + " 0\n  C: UIDL " + n + "\n";
    }
    for (int i = from; i <= to; ++i)
      lines += (i % 50 == 0 ? ours : foreign) + naming(i, "id" + std::to_string(i));
    return lines;
  };
  pop3_client c(pipelining_server + auth_plain + "  C: UIDL\n  S: +OK welcome\n" + uidl + batch(1, 100) +
                batch(101, 150) + "  C: QUIT\n");
  const auto seen = c.scan(known({}));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->read, 150U);
  EXPECT_EQ(seen->matches.size(), 3U);
  EXPECT_EQ(c.unexpected(), "");
  // TCP, TLS, greeting, CAPA, AUTH and UIDL, TOP, TOP
  EXPECT_LE(c.report().flights, 7U);
}

TEST(scan, passes_over_messages_that_vanish) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a", "b"}) +
                "C: TOP 1 0\nS: -ERR Message 1 expunged.\nC: TOP 2 0\n" + ours + named(2, "b") + "C: QUIT\n");
  const auto seen = c.scan(known({}));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->read, 1U);
  EXPECT_EQ(seen->next, known({}));
  EXPECT_EQ(c.unexpected(), "");
}

TEST(scan, fails_when_the_server_cannot_read_a_message) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a"}) + "C: TOP 1 0\nS: -ERR [SYS/TEMP] disk\n");
  const auto seen = c.scan(known({}));
  ASSERT_TRUE(fails(seen, stage::find, cause::temporary));
}

TEST(scan, reads_each_copy_under_one_unique_id) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a", "a"}) + "C: TOP 1 0\n" + ours + named(1, "a") +
                "C: TOP 2 0\n" + ours + named(2, "a") + "C: QUIT\n");
  const auto seen = c.scan(known({}));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), 2U);
  EXPECT_EQ(seen->next, known({}));
  EXPECT_EQ(c.unexpected(), "");
}

TEST(scan, cuts_a_huge_header_and_skips_the_rest) {
  pop3_client c(
      signed_in + "C: UIDL\n" + listing({"a", "b"}) +
      "C: TOP 1 0\nS: +OK\nrepeat 5000 X-Long: 0123456789012345678901234567890\nS:\nS: .\nC: TOP 2 0\n" +
      ours + named(2, "b") + "C: QUIT\n");
  const auto seen = c.scan(known({}));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(scan, takes_an_overlong_header_line_of_a_stranger) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a", "b"}) +
                "C: TOP 1 0\nS: +OK\nflood 200000\nS:\nS:\nS: .\nC: TOP 2 0\n" + ours + named(2, "b") +
                "C: QUIT\n");
  const auto seen = c.scan(known({}));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), 1U);
}

TEST(scan, needs_top) {
  pop3_client c(R"(tls
    S: +OK ready
    C: CAPA
    S: -ERR what?
    C: USER monitor
    S: +OK
    C: PASS geheim
    S: +OK
    C: UIDL
    S: +OK
    S: 1 a
    S: .
    C: TOP 1 0
    S: -ERR what?)");
  const auto seen = c.scan(known({}));
  ASSERT_TRUE(fails(seen, cause::permanent));
  EXPECT_NE(seen.error().detail.find("TOP"), std::string::npos);
}

net::task<result<mailbox_scan>> scan_twice(net::network& net, access_settings how, net::instant until,
                                           net::cancellation cancel, session_report& report) {
  const auto box = make_mailbox(net, how);
  CO_TRY_AS(first, co_await box->scan("", is_ours, until, cancel, report));
  CO_TRY(co_await box->wait_for_news(until));
  auto second = co_await box->scan(first.next, is_ours, until, cancel, report);
  co_await box->leave();
  co_return second;
}

TEST(scan, again_is_a_new_session) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a"}) + "C: QUIT\nnext\n" + signed_in + "C: UIDL\n" +
                listing({"a", "b"}) + "C: TOP 2 0\n" + ours + named(2, "b") + "C: QUIT\n");
  const auto before = c.clock().now();
  const auto until = c.deadline();
  const auto seen = c.run([&](net::network& net, net::cancellation cancel, session_report& report) {
    return scan_twice(net, c.how(), until, cancel, report);
  });
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(c.clock().now() - before, std::chrono::seconds(2));
  EXPECT_EQ(c.unexpected(), "");
}

TEST(scan, waits_for_our_own_lock_to_go) {
  const std::string locked = plain_server + auth_plain + "S: -ERR [IN-USE] locked\n";
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a"}) + "C: QUIT\nnext\n" + locked + "next\n" + signed_in +
                "C: UIDL\n" + listing({"a"}) + "C: QUIT\n");
  const auto until = c.deadline();
  const auto seen = c.run([&](net::network& net, net::cancellation cancel, session_report& report) {
    return scan_twice(net, c.how(), until, cancel, report);
  });
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail::pop3
