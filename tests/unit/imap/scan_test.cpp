// The first scan of a session: what is read, and the position behind it.
#include "dialogue.h"

namespace watchpost::mail::imap {
namespace {

const std::string over_at_w3 = "C: w3 LOGOUT\n";

result<mailbox_scan> looked_at(const std::string& script, const position& since) {
  imap_client c(script);
  auto seen = c.scan(since);
  EXPECT_EQ(c.unexpected(), "") << script;
  if (!seen) expect_discreet(seen.error());
  return seen;
}

TEST(scan, without_a_position_reads_nothing) {
  const auto seen = looked_at(hello + auth + select + in + selected(3, 9) + "C: w2 LOGOUT\n", "");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->next, read_to("5:9"));
  EXPECT_EQ(seen->total, 3U);
  EXPECT_EQ(seen->read, 0U);
  EXPECT_TRUE(seen->matches.empty());
  EXPECT_FALSE(seen->renumbered);
}

TEST(scan, reads_the_new_ones_in_one_flight) {
  imap_client c(looked + over_at_w3);
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(seen->next, read_to("5:9:8"));
  EXPECT_EQ(seen->read, 2U);
  ASSERT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->matches[0].id, "8");
  EXPECT_EQ(seen->matches[0].header, "X-Probe: ours\r\n\r\n");
  EXPECT_EQ(seen->matches[0].arrived, 60);
  EXPECT_EQ(c.report().flights, 3U);  // TCP, greeting, the rest
  EXPECT_FALSE(c.report().lockstep);
}

// A message that came back after it was expunged.
TEST(scan, reads_matches_once_more) {
  const auto seen =
      looked_at(hello + auth + select + "C: w2 UID FETCH 4,9:* (UID INTERNALDATE *\n" + in + selected(3, 9) +
                    message(1, 4, true) + message(3, 8, true) + "S: w2 OK fetched\n" + over_at_w3,
                read_to("5:9:4"));
  ASSERT_TRUE(seen) << seen.error();
  ASSERT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->matches[0].id, "4");
  EXPECT_EQ(seen->next, read_to("5:9:4"));
}

TEST(scan, ignores_the_last_message_when_nothing_is_new) {
  const auto seen = looked_at(hello + auth + select + fetch_from(9) + in + selected(3, 9) +
                                  message(3, 8, true) + "S: w2 OK fetched\n" + over_at_w3,
                              read_to("5:9"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_TRUE(seen->matches.empty());
  EXPECT_EQ(seen->read, 0U);
  EXPECT_EQ(seen->next, read_to("5:9"));
}

TEST(scan, takes_what_came_between_select_and_fetch) {
  const auto seen = looked_at(hello + auth + select + fetch_from(7) + in + selected(1, 8) +
                                  "S: * 2 EXISTS\n" + message(2, 9, true) + "S: w2 OK fetched\n" + over_at_w3,
                              read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->next, read_to("5:10:7:9"));
  EXPECT_EQ(seen->total, 2U);
}

TEST(scan, empty_mailbox_whatever_the_server_says_to_it) {
  for (const std::string answer : {"OK nothing", "NO nothing there", "BAD invalid messageset"}) {
    const auto seen = looked_at(
        hello + auth + select + fetch_from(7) + in + selected(0, 7) + "S: w2 " + answer + "\n" + over_at_w3,
        read_to("5:7"));
    ASSERT_TRUE(seen) << answer << ": " << seen.error();
    EXPECT_EQ(seen->next, read_to("5:7"));
  }
}

TEST(scan, unsolicited_data_at_any_time) {
  const std::string noise =
      "S: * 2 FETCH (FLAGS (\\Seen))\nS: * 1 FETCH (UID 8 FLAGS ())\nS: * OK still here\n"
      "S: * NO [ALERT] disk full\nS: * VANISHED 1\nS: * LIST () \"/\" x\nS: * SEARCH\n";
  const auto seen = looked_at(noise + hello, read_to("5:7"));
  EXPECT_FALSE(seen);  // but not before the greeting
  const auto more = looked_at(hello + noise + auth + select + fetch_from(7) + noise + in + noise +
                                  selected(3, 9) + noise + message(2, 7, false) + noise +
                                  message(3, 8, true) + noise + "S: w2 OK fetched\n" + over_at_w3,
                              read_to("5:7"));
  ASSERT_TRUE(more) << more.error();
  EXPECT_EQ(more->matches.size(), 1U);
  EXPECT_EQ(more->read, 2U);
}

TEST(scan, messages_that_vanish_meanwhile) {
  for (const std::string answer : {"OK [EXPUNGEISSUED] some are gone", "NO [EXPUNGEISSUED] some are gone"}) {
    const auto seen =
        looked_at(hello + auth + select + fetch_from(7) + in + selected(3, 9) + "S: * 2 EXPUNGE\n" +
                      message(2, 8, true) + "S: w2 " + answer + "\n" + over_at_w3,
                  read_to("5:7"));
    ASSERT_TRUE(seen) << answer << ": " << seen.error();
    EXPECT_EQ(seen->matches.size(), 1U);
    EXPECT_EQ(seen->total, 2U);
  }
}

TEST(scan, answers_in_another_order) {
  const auto seen = looked_at(hello + auth + select + fetch_from(7) + in + selected(3, 9, "w2") +
                                  message(3, 8, true) + "S: w1 OK selected\n" + over_at_w3,
                              read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
}

TEST(renumbering, by_uidvalidity) {
  const auto seen =
      looked_at(hello + auth + select + fetch_from(7) + in + selected(3, 9) + message(3, 8, true) +
                    "S: w2 OK fetched\nC: w3 " + fetch_again + message(1, 2, false) + message(2, 7, true) +
                    message(3, 8, true) + "S: w3 OK fetched\nC: w4 LOGOUT\n",
                read_to("4:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_TRUE(seen->renumbered);
  EXPECT_EQ(seen->next, read_to("5:9:7:8"));
  EXPECT_EQ(seen->read, 3U);
  EXPECT_EQ(seen->matches.size(), 2U);
}

TEST(renumbering, by_uids_that_went_back) {
  const auto seen =
      looked_at(hello + auth + select + fetch_from(20) + in + selected(3, 9) + "S: w2 OK fetched\nC: w3 " +
                    fetch_again + message(3, 8, true) + "S: w3 OK fetched\nC: w4 LOGOUT\n",
                read_to("5:20"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_TRUE(seen->renumbered);
  EXPECT_EQ(seen->next, read_to("5:9:8"));
}

TEST(renumbering, by_a_position_that_is_not_ours) {
  for (const char* since : {"pop3 a b", position_unknown}) {
    const auto seen = looked_at(hello + auth + select + in + selected(3, 9) + "C: w2 " + fetch_again +
                                    message(3, 8, true) + "S: w2 OK fetched\n" + over_at_w3,
                                since);
    ASSERT_TRUE(seen) << seen.error();
    EXPECT_TRUE(seen->renumbered);
    EXPECT_EQ(seen->matches.size(), 1U);
  }
}

TEST(renumbering, reads_only_the_newest_again) {
  const auto seen =
      looked_at(hello + auth + select + in + selected(5000, 9000) + "C: w2 FETCH 4001:5000 (UID *\n" +
                    message(5000, 8999, true) + "S: w2 OK fetched\n" + over_at_w3,
                "x");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->total, 5000U);
}

TEST(renumbering, of_an_empty_mailbox) {
  const auto seen = looked_at(hello + auth + select + in + selected(0, 1) + "C: w2 LOGOUT\n", "x");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_TRUE(seen->renumbered);
  EXPECT_EQ(seen->next, read_to("5:1"));
}

const std::string no_uidnext =
    "S: * 3 EXISTS\nS: * OK [UIDVALIDITY 5] valid\nS: w1 OK [READ-WRITE] selected\n";

TEST(uidnext, missing_is_derived_from_the_last_message) {
  const auto seen =
      looked_at(hello + auth + select + in + no_uidnext +
                    "C: w2 UID FETCH * (UID)\nS: * 3 FETCH (UID 8)\nS: w2 OK fetched\n" + over_at_w3,
                "");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->next, read_to("5:9"));
  EXPECT_EQ(seen->read, 0U);
}

TEST(uidnext, missing_with_a_position) {
  const auto seen = looked_at(hello + auth + select + fetch_from(7) + in + no_uidnext + message(3, 8, true) +
                                  "S: w2 OK fetched\n" + over_at_w3,
                              read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->next, read_to("5:9:7:8"));
  const auto none = looked_at(hello + auth + select + fetch_from(9) + in + no_uidnext + message(3, 2, true) +
                                  "S: w2 OK fetched\n" + over_at_w3,
                              read_to("5:9"));
  ASSERT_TRUE(none) << none.error();
  EXPECT_EQ(none->next, read_to("5:9"));
}

TEST(uidnext, of_the_highest_uid) {
  const auto seen = looked_at(hello + auth + select + in + selected(1, 1) + "C: w2 LOGOUT\n", "");
  ASSERT_TRUE(seen);
  const auto last = looked_at(
      hello + auth + select + "C: w2 UID FETCH 4294967295:* *\n" + in +
          "S: * 1 EXISTS\nS: * OK [UIDVALIDITY 5] valid\nS: w1 OK selected\n" +
          "S: * 1 FETCH (UID 4294967295 BODY[HEADER.FIELDS (X-PROBE)] NIL)\nS: w2 OK\n" + over_at_w3,
      read_to("5:4294967295"));
  ASSERT_TRUE(last) << last.error();
  EXPECT_EQ(last->next, read_to("5:4294967295"));
  EXPECT_EQ(last->read, 0U) << "its header is empty";
}

TEST(open, refused) {
  const auto refusal = [](const std::string& answer) {
    return failed_scan(hello + auth + select + fetch_from(7) + in + "S: w1 " + answer + "\n");
  };
  EXPECT_EQ(refusal("NO [NONEXISTENT] no INBOX").why, cause::permanent);
  EXPECT_EQ(refusal("NO [INUSE] locked").why, cause::busy);
  EXPECT_EQ(refusal("NO [OVERQUOTA] full").why, cause::quota);
  EXPECT_EQ(refusal("NO [UNAVAILABLE] later").why, cause::temporary);
  const failure f =
      failed_scan(hello + auth + select + fetch_from(7) + in + "S: * 3 EXISTS\nS: w1 OK [READ-WRITE]\n");
  EXPECT_EQ(f.why, cause::permanent);
  EXPECT_NE(f.detail.find("UIDVALIDITY"), f.detail.npos);
}

TEST(find, refused) {
  const auto refusal = [](const std::string& answer, const std::string& more = {}) {
    return failed_scan(hello + auth + select + fetch_from(7) + in + selected(3, 9) + "S: w2 " + answer +
                       "\n" + more);
  };
  // Not for one message or another: the server does not even list them.
  const std::string unlisted = "C: w3 UID FETCH 7:* (UID)\nS: w3 NO no\nC: w4 FETCH 1 (UID)\nS: w4 ";
  EXPECT_EQ(refusal("NO [SERVERBUG] oops", unlisted + "NO [SERVERBUG] oops\n").why, cause::temporary);
  EXPECT_EQ(refusal("NO [LIMIT] too much").why, cause::busy);
  EXPECT_EQ(refusal("NO no", unlisted + "NO no\n").why, cause::permanent);
  EXPECT_EQ(refusal("NO no", unlisted + "NO no\n").at, stage::find);
}

TEST(fields, that_cannot_be_names_are_a_fault_of_ours) {
  imap_client c(hello);
  const auto until = c.deadline();
  const auto seen = c.run([&](net::network& net, net::cancellation cancel, session_report& report) {
    auto how = c.how();
    how.fields = {"X-Probe:"};
    return [](net::network& n, access_settings h, net::instant d, net::cancellation x,
              session_report& r) -> net::task<result<mailbox_scan>> {
      const auto box = make_mailbox(n, h);
      result<mailbox_scan> v = co_await box->scan(read_to("5:7"), is_ours, d, x, r);
      co_return v;
    }(net, how, until, cancel, report);
  });
  ASSERT_TRUE(fails(seen, cause::internal));
}

TEST(cancellation, ends_a_scan) {
  const failure f = failed_scan(hello + auth + select + fetch_from(7) + "cancel\nstall\n");
  EXPECT_EQ(f.why, cause::cancelled);
}

}  // namespace
}  // namespace watchpost::mail::imap
