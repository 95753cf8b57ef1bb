// Further looks, in the session that is open and in the next one.
#include "dialogue.h"

namespace watchpost::mail::imap {
namespace {

net::task<result<mailbox_scan>> scan_twice(imap_client::context& c, position first, position second) {
  CO_TRY(co_await c.scan(first));
  result<mailbox_scan> more = co_await c.scan(second);
  co_await c.box.leave();
  co_return more;
}

result<mailbox_scan> looked_twice(const std::string& script, const position& first, const position& second) {
  imap_client c(script);
  auto seen =
      c.use<mailbox_scan>([&](imap_client::context& with) { return scan_twice(with, first, second); });
  EXPECT_EQ(c.unexpected(), "") << script;
  return seen;
}

const std::string noop = "C: w3 NOOP\n";

// Not in one flight: Dovecot answers a FETCH behind a NOOP from what it knew before the NOOP.
TEST(scan_again, syncs_and_then_reads) {
  const auto seen = looked_twice(looked + noop + "S: * 4 EXISTS\nS: w3 OK\n" + fetch_from(9, "w4") +
                                     message(4, 9, true) + "S: w4 OK fetched\nC: w5 LOGOUT\n",
                                 read_to("5:7"), read_to("5:9"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->next, read_to("5:10:9"));
  EXPECT_EQ(seen->total, 4U);
  ASSERT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->matches[0].id, "9");
}

TEST(scan_again, with_nothing_new) {
  const auto seen = looked_twice(
      looked + noop + "S: w3 OK\n" + fetch_from(9, "w4") + message(3, 8, true) + "S: w4 OK\nC: w5 LOGOUT\n",
      read_to("5:7"), read_to("5:9"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->next, read_to("5:9"));
  EXPECT_TRUE(seen->matches.empty());
}

TEST(scan_again, from_the_old_position) {
  const auto seen = looked_twice(looked + noop + "S: w3 OK\n" + fetch_from(7, "w4") + message(2, 7, false) +
                                     message(3, 8, true) + "S: w4 OK\nC: w5 LOGOUT\n",
                                 read_to("5:7"), read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), 1U);
}

TEST(scan_again, without_a_position) {
  const auto seen =
      looked_twice(looked + noop +
                       "S: * 4 EXISTS\nS: w3 OK\nC: w4 UID FETCH * (UID)\nS: * 4 FETCH (UID 9)\nS: w4 "
                       "OK\nC: w5 LOGOUT\n",
                   read_to("5:7"), "");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->next, read_to("5:10"));
  EXPECT_EQ(seen->read, 0U);
}

TEST(scan_again, of_another_numbering) {
  const auto seen = looked_twice(
      looked + noop + "S: w3 OK\nC: w4 FETCH 1:3 (UID *\n" + message(3, 8, true) + "S: w4 OK\nC: w5 LOGOUT\n",
      read_to("5:7"), read_to("6:9"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_TRUE(seen->renumbered);
}

TEST(scan_again, refused) {
  const auto seen =
      looked_twice(looked + noop + "S: w3 NO [UNAVAILABLE] later\n", read_to("5:7"), read_to("5:9"));
  ASSERT_TRUE(fails(seen, cause::temporary));
}

const std::string nothing_new =
    hello + auth + select + fetch_from(9) + in + selected(3, 9) + "S: w2 OK\nC: w3 LOGOUT\n";

TEST(scan_again, connects_anew_when_the_server_has_hung_up) {
  for (const std::string end : {"close\n", "reset\n", "S: * BYE Autologout\nclose\n"}) {
    imap_client c(looked + end + "next\n" + nothing_new);
    const auto seen = c.use<mailbox_scan>(
        [&](imap_client::context& with) { return scan_twice(with, read_to("5:7"), read_to("5:9")); });
    ASSERT_TRUE(seen) << end << seen.error();
    EXPECT_EQ(c.connections(), 2U) << end;
    EXPECT_FALSE(c.report().lockstep) << end;
    EXPECT_FALSE(c.memory().lockstep) << end;
  }
}

net::task<result<mailbox_scan>> scan_with_another_report(imap_client::context& c, session_report& other) {
  CO_TRY(co_await c.scan(read_to("5:7")));
  result<mailbox_scan> more = co_await c.box.scan(read_to("5:9"), is_ours, c.deadline, c.cancel, other);
  co_await c.box.leave();
  co_return more;
}

TEST(scan_again, of_another_check_connects_anew) {
  imap_client c(looked + "C: w3 LOGOUT\nnext\n" + nothing_new);
  session_report other;
  const auto seen =
      c.use<mailbox_scan>([&](imap_client::context& with) { return scan_with_another_report(with, other); });
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(other.flights, 3U);
}

}  // namespace
}  // namespace watchpost::mail::imap
