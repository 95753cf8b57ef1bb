// Bets on pipelining, won and lost; and what is remembered of a server.
#include "dialogue.h"

namespace watchpost::mail::pop3 {
namespace {

const std::string rest = "C: UIDL\n" + listing({"a", "b"}) + "C: TOP 2 0\n" + ours + named(2, "b") +
                         "C: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n";
const std::string in_lockstep = pipelining_server + auth_plain + "S: +OK\n" + rest;

void expect_repeated(const std::string& first_connection) {
  pop3_client c(first_connection + "next\n" + in_lockstep);
  const auto begun = c.clock().now();
  const auto deadline = c.deadline();
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_LE(c.clock().now() - begun, (deadline - begun) / 3 + std::chrono::seconds(1));
  EXPECT_TRUE(c.report().lockstep);
  EXPECT_TRUE(c.network().remembered(c.server(), c.tls()).lockstep);
}

TEST(pipelining, that_swallows_a_command_is_given_up) {
  expect_repeated(pipelining_server + auth_plain + "C: UIDL\nS: +OK\nstall\n");
}

TEST(pipelining, that_makes_the_server_close_is_given_up) {
  expect_repeated(pipelining_server + auth_plain + "C: UIDL\nS: +OK\nclose\n");
  expect_repeated(pipelining_server + auth_plain + "C: UIDL\nclose\n");
}

TEST(pipelining, that_garbles_the_answers_is_given_up) {
  expect_repeated(pipelining_server + auth_plain + "C: UIDL\nS: + VXNlcm5hbWU6\nstall\n");
}

TEST(pipelining, that_loses_a_header_is_given_up) {
  const std::string until_listing = pipelining_server + auth_plain + "C: UIDL\nS: +OK\n";
  pop3_client c(until_listing + listing({"b", "c"}) + "C: TOP 1 0\nC: UIDL 1\nC: TOP 2 0\nC: UIDL 2\n" +
                ours + "stall\nnext\n" + pipelining_server + auth_plain + "S: +OK\nC: UIDL\n" +
                listing({"b", "c"}) + "C: TOP 1 0\n" + ours + named(1, "b") + "C: TOP 2 0\n" + foreign +
                named(2, "c") + "C: QUIT\n");
  const auto seen = c.scan(known({"a"}));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->read, 2U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(pipelining, that_loses_quit_is_given_up) {
  pop3_client c(pipelining_server + auth_plain + "C: UIDL\nS: +OK\n" + listing({"a", "b"}) +
                "C: TOP 2 0\nC: UIDL 2\n" + ours + naming(2, "b") +
                "C: DELE 2\nC: QUIT\nS: +OK\nstall\nnext\n" + in_lockstep);
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(pipelining, is_not_tried_again_where_it_was_lost) {
  pop3_client c(in_lockstep);
  c.network().remembered(c.server(), c.tls()).lockstep = true;
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_TRUE(c.report().lockstep);
}

// Cyrus refuses, or swallows, for the whole session what stands behind the last line of AUTH.
TEST(pipelining, that_makes_the_server_refuse_the_listing_is_given_up) {
  expect_repeated(pipelining_server + auth_plain + "C: UIDL\nS: +OK\nS: -ERR sign in first\n");
}

TEST(pipelining, that_makes_the_server_refuse_the_sign_in_is_given_up) {
  expect_repeated(pipelining_server + auth_plain + "C: UIDL\nS: -ERR one at a time\n");
}

TEST(pipelining, is_no_bet_with_a_server_that_was_slow_before) {
  pop3_client c("tls\nadvance 16000\n" + pipelining_server.substr(4) + auth_plain +
                "C: UIDL\nS: +OK\nstall\n");
  const auto seen = c.scan(known({"a"}));
  ASSERT_TRUE(fails(seen, stage::open, cause::timeout));
  EXPECT_EQ(c.connections(), 1U);
  EXPECT_FALSE(c.report().lockstep);
}

TEST(pipelining, refused_password_ends_it) {
  pop3_client c(pipelining_server + auth_plain + "C: UIDL\nS: -ERR wrong\nclose\n");
  const auto seen = c.scan("");
  ASSERT_TRUE(fails(seen, cause::credentials));
  EXPECT_EQ(c.unexpected(), "");
}

const std::string now_offers_user = R"(tls
  S: +OK ready
  C: CAPA
  C: AUTH PLAIN *
  C: UIDL
  S: +OK
  S: USER
  S: .
  S: -ERR unknown command
)";

TEST(memory, that_is_wrong_is_replaced) {
  pop3_client c(now_offers_user + R"(next
    tls
    S: +OK
    C: CAPA
    S: +OK
    S: USER
    S: .
    C: USER monitor
    S: +OK
    C: PASS geheim
    S: +OK
    C: UIDL
    S: +OK
    S: .
    C: QUIT)");
  c.remember("SASL PLAIN\r\nPIPELINING\r\nUIDL\r\n");
  const auto seen = c.scan("");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.network().remembered(c.server(), c.tls()).capabilities, "USER\r\n");
}

TEST(memory, is_made_by_a_session_and_used_by_the_next) {
  pop3_client c(pipelining_server + auth_plain + "C: UIDL\nS: +OK\n" + listing({}) + "C: QUIT\nnext\n" +
                R"(tls
    S: +OK
    C: CAPA
    C: AUTH PLAIN *
    C: UIDL
    S: +OK
    S: SASL PLAIN
    S: .
    S: +OK
    S: +OK
    S: .
    C: QUIT)");
  EXPECT_TRUE(c.scan(""));
  EXPECT_TRUE(c.scan(""));
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.network().remembered(c.server(), c.tls()).capabilities, "SASL PLAIN\r\n");
}

}  // namespace
}  // namespace watchpost::mail::pop3
