// Bets on pipelining, won and lost; and what is remembered of a server.
#include "dialogue.h"

namespace watchpost::mail::imap {
namespace {

using namespace std::chrono_literals;

const std::string flight = hello + auth + select + fetch_from(7);
const std::string lockstep_check = looked_in_lockstep + removed_in_lockstep;

void expect_repeated(const std::string& first_connection) {
  imap_client c(first_connection + "next\n" + lockstep_check);
  const auto begun = c.clock().now();
  const auto deadline = c.deadline();
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_TRUE(done) << first_connection << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "") << first_connection;
  EXPECT_LE(c.clock().now() - begun, (deadline - begun) / 3 + 1s);
  EXPECT_TRUE(c.report().lockstep);
  EXPECT_TRUE(c.memory().lockstep);
}

TEST(pipelining, that_swallows_commands_is_given_up) {
  expect_repeated(flight + in + "stall\n");
  expect_repeated(flight + in + selected(3, 9) + "stall\n");
  expect_repeated(flight + in + selected(3, 9) + message(2, 7, false) + "stall\n");
}

TEST(pipelining, that_makes_the_server_stall_or_close_is_given_up) {
  expect_repeated(flight + "stall\n");
  expect_repeated(flight + "close\n");
  expect_repeated(flight + "reset\n");
  expect_repeated(flight + in + "close\n");
  expect_repeated(flight + in + "S: * BYE one at a time\nclose\n");
}

TEST(pipelining, that_is_not_understood_is_given_up) {
  expect_repeated(flight + in + "S: w1 BAD sign in first\n");
  expect_repeated(flight + in + selected(3, 9) + "S: w2 BAD no mailbox is selected\n");
  expect_repeated(flight + "S: w0 BAD line noise\n");
  expect_repeated(flight + in + "S: SELECT?\n");
}

TEST(pipelining, that_is_refused_without_a_code_is_given_up) {
  expect_repeated(flight + "S: w0 NO one at a time\n");
  expect_repeated(flight + in + "S: w1 NO not yet\n");
}

TEST(pipelining, is_not_to_blame_for_what_lockstep_does_not_change) {
  imap_client c(flight + in + "S: w1 NO no such mailbox\nnext\n" + hello + auth_alone + in + select +
                "S: w1 NO no such mailbox\n");
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(fails(seen, cause::permanent));
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_FALSE(c.memory().lockstep);
  EXPECT_FALSE(c.report().lockstep);
}

// No second try without time for one; the first try's stage is the verdict.
TEST(pipelining, is_no_bet_with_a_server_that_was_slow_before) {
  for (const std::string end : {"stall\n", "close\n"}) {
    imap_client c("advance 16000\n" + flight + end);
    const auto seen = c.scan(read_to("5:7"));
    ASSERT_FALSE(seen);
    EXPECT_EQ(seen.error().at, stage::sign_in);
    EXPECT_EQ(c.connections(), 1U);
    EXPECT_FALSE(c.report().lockstep);
  }
}

TEST(pipelining, whose_repetition_runs_out_of_time_is_told_as_it_was) {
  imap_client c(flight + in + "stall\nnext\nstall\n");
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().at, stage::open);
  EXPECT_FALSE(c.memory().lockstep);
}

TEST(pipelining, is_not_tried_again_where_it_was_lost) {
  imap_client c(lockstep_check);
  c.memory().lockstep = true;
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_TRUE(c.report().lockstep);
}

TEST(pipelining, of_the_removal_is_given_up_too) {
  const std::string again = hello + auth_alone + in + select + selected(3, 9) +
                            "C: w2 UID STORE 8 *\nS: w2 OK\nC: w3 UID EXPUNGE 8\nS: * 3 EXPUNGE\nS: w3 OK\n"
                            "C: w4 UID FETCH 8 (UID)\nS: w4 OK\nC: w5 LOGOUT\n";
  const std::string sent = mark + expunge;
  for (const std::string end : {"stall\n", "S: w3 OK\nstall\n", "S: w3 OK\nS: w4 BAD what\n"}) {
    imap_client c(looked + sent + end + "next\n" + again);
    const auto done = c.scan_and_remove(read_to("5:7"));
    ASSERT_TRUE(done) << end << done.error();
    EXPECT_EQ(done->removed, 1U);
    EXPECT_EQ(c.unexpected(), "") << end;
    EXPECT_TRUE(c.memory().lockstep) << end;
  }
}

TEST(removal, is_repeated_when_the_server_has_hung_up) {
  imap_client c(looked + "reset\nnext\n" + hello + auth + select + in + selected(3, 9) +
                "C: w2 UID STORE 8 *\nC: w3 UID EXPUNGE 8\nS: w2 OK\nS: * 3 EXPUNGE\nS: w3 OK\n"
                "C: w4 UID FETCH 8 (UID)\nS: w4 OK\nC: w5 LOGOUT\n");
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_FALSE(c.memory().lockstep);
}

TEST(refused_password, is_never_tried_twice) {
  for (const std::string answer :
       {"S: w0 NO wrong\nS: w1 BAD what\nS: w2 BAD what\n", "S: w0 NO wrong\nclose\n",
        "S: w0 NO wrong\nstall\n", "S: * BYE [AUTHENTICATIONFAILED] wrong\nclose\n",
        "S: w2 BAD what\nS: w1 BAD what\nS: w0 NO wrong\n"}) {
    const failure f = failed_scan(flight + answer);
    EXPECT_EQ(f.why, cause::credentials) << answer;
  }
}

TEST(refused_password, in_the_repetition_is_remembered_as_lockstep) {
  imap_client c(flight + "stall\nnext\n" + hello + auth_alone + "S: w0 NO wrong\nnext\n" + hello +
                auth_alone + "S: w0 NO wrong\n");
  EXPECT_EQ(c.scan(read_to("5:7")).error().why, cause::credentials);
  EXPECT_EQ(c.scan(read_to("5:7")).error().why, cause::credentials);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(server_that_is_down, is_not_remembered_as_lockstep) {
  imap_client c(flight + "stall\nnext\n" + hello + auth_alone + "stall\n");
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(fails(seen, stage::sign_in, cause::timeout));
  EXPECT_FALSE(c.memory().lockstep);
}

const std::string cram_hello = "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=CRAM-MD5] ready\n";
const std::string cram_auth = "C: w0 AUTHENTICATE CRAM-MD5\nS: + PDEuMkB4Pg==\nC: bW9uaXRvciA*\n";

TEST(several_steps, come_before_the_flight) {
  imap_client c(cram_hello + cram_auth + in + select + fetch_from(7) + selected(3, 9) + message(3, 8, true) +
                "S: w2 OK\nC: w3 LOGOUT\n");
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.report().flights, 5U);  // TCP, greeting, two for CRAM-MD5, the rest
}

TEST(several_steps, are_no_bet) {
  imap_client c(cram_hello + cram_auth + "stall\n");
  const auto begun = c.clock().now();
  const auto deadline = c.deadline();
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(fails(seen, cause::timeout));
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.clock().now() - begun, deadline - begun);
}

TEST(several_steps, leave_a_third_of_the_rest_for_the_flight) {
  imap_client c(cram_hello +
                "C: w0 AUTHENTICATE CRAM-MD5\nS: + PDEuMkB4Pg==\nC: bW9uaXRvciA*\nadvance 15000\n" + in +
                select + fetch_from(7) + "stall\nnext\n" + cram_hello + cram_auth + in + select +
                selected(3, 9) + fetch_from(7) + "S: w2 OK\nC: w3 LOGOUT\n");
  const auto begun = c.clock().now();
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.clock().now() - begun, 20s);
}

TEST(plain_when_asked, takes_the_flight_behind_its_answer) {
  imap_client c(
      "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\nC: w0 AUTHENTICATE PLAIN\nS: +\nC: " + secret_base64 +
      "\n" + select + fetch_from(7) + in + selected(3, 9) + "S: w2 OK\nC: w3 LOGOUT\n");
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.report().flights, 4U);
}

TEST(login_command, takes_the_flight_behind_it) {
  imap_client c("S: * OK [CAPABILITY IMAP4rev1] ready\nC: w0 LOGIN monitor geheim\n" + select +
                fetch_from(7) + in + selected(3, 9) + "S: w2 OK\nC: w3 LOGOUT\n");
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail::imap
