#include "dialogue.h"

namespace watchpost::mail::pop3 {
namespace {

const std::string found =
    signed_in + "C: UIDL\n" + listing({"a", "b"}) + "C: TOP 2 0\n" + ours + named(2, "b");

TEST(removal, is_done_in_the_session_of_the_scan) {
  pop3_client c(found + "C: DELE 2\nS: +OK\nC: QUIT\nS: +OK bye\n");
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

// TCP, TLS, greeting, CAPA+AUTH+UIDL, TOP, DELE+QUIT.
TEST(removal, takes_six_flights_at_a_server_that_is_known) {
  pop3_client c(R"(tls
    S: +OK ready
    C: CAPA
    C: AUTH PLAIN *
    C: UIDL
    S: +OK
    S: UIDL
    S: TOP
    S: PIPELINING
    S: SASL PLAIN
    S: .
    S: +OK
    S: +OK
    S: 1 a
    S: 2 b
    S: .
    C: TOP 1 0
    C: UIDL 1
    C: TOP 2 0
    C: UIDL 2
)" + ours + naming(1, "a") +
                ours + naming(2, "b") + "C: DELE 1\nC: DELE 2\nC: QUIT\nS: +OK\nS: +OK\nS: +OK\n");
  c.remember("UIDL\r\nTOP\r\nPIPELINING\r\nSASL PLAIN\r\n");
  const auto done = c.scan_and_remove(known({}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 2U);
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_LE(c.report().flights, 6U);
  EXPECT_FALSE(c.report().lockstep);
}

TEST(removal, reads_again_in_a_new_session) {
  pop3_client c(found + "C: QUIT\nnext\n" + signed_in + "C: UIDL\n" + listing({"x", "b", "a"}) +
                "C: TOP 2 0\n" + ours + named(2, "b") + "C: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n");
  const auto done = c.scan_and_remove(known({"a"}), {}, true);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(removal, leaves_what_is_not_ours_any_more) {
  pop3_client c(found + "C: QUIT\nnext\n" + signed_in + "C: UIDL\n" + listing({"a", "b"}) + "C: TOP 2 0\n" +
                foreign + named(2, "b") + "C: QUIT\n");
  const auto done = c.scan_and_remove(known({"a"}), {}, true);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 0U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(removal, leaves_what_was_not_found) {
  // "a" is known, and not ours: asked for by mistake, it is read first.
  pop3_client c(found + "C: TOP 1 0\n" + foreign + named(1, "a") + "C: QUIT\n");
  const auto done = c.scan_and_remove(known({"a"}), {"a", "never-seen"});
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 0U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(removal, counts_a_vanished_message_as_removed_by_others) {
  pop3_client c(found + "C: DELE 2\nS: -ERR no such message\nC: QUIT\nS: +OK\nnext\n" + signed_in +
                "C: UIDL\n" + listing({"a"}) + "C: QUIT\n");
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 0U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(removal, that_is_refused_is_tried_once_more) {
  pop3_client c(found + "C: DELE 2\nS: -ERR busy\nC: QUIT\nS: +OK\nnext\n" + found +
                "C: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n");
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(removal, fails_when_it_is_refused_twice) {
  const std::string refused = found + "C: DELE 2\nS: -ERR permission denied\nC: QUIT\nS: +OK\n";
  pop3_client c(refused + "next\n" + refused);
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(fails(done, stage::remove, cause::permanent));
  EXPECT_EQ(done.error().server, "permission denied");
  EXPECT_EQ(c.unexpected(), "");
}

TEST(removal, is_repeated_one_by_one) {
  const std::string listed = listing({"a", "b"});
  pop3_client c(pipelining_server + auth_plain + "C: UIDL\nS: +OK\n" + listed + "C: TOP 1 0\nC: UIDL 1\n" +
                "C: TOP 2 0\nC: UIDL 2\n" + ours + naming(1, "a") + ours + naming(2, "b") +
                "C: DELE 1\nC: DELE 2\nC: QUIT\nS: +OK\nS: -ERR busy\nS: +OK\nnext\n" +
                "tls\nS: +OK ready\nC: CAPA\nC: AUTH PLAIN *\nC: UIDL\n" +
                "S: +OK\nS: TOP\nS: UIDL\nS: PIPELINING\nS: SASL PLAIN\nS: .\nS: +OK\n" +
                listing({"b", "c"}) + "C: TOP 1 0\nC: UIDL 1\n" + ours + naming(1, "b") +
                "C: DELE 1\nS: +OK\nC: QUIT\nS: +OK\n");
  const auto done = c.scan_and_remove(known({}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 2U);
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_FALSE(c.report().lockstep);
}

TEST(removal, is_repeated_when_quit_was_refused) {
  pop3_client c(found + "C: DELE 2\nS: +OK\nC: QUIT\nS: -ERR some not removed\nnext\n" + signed_in +
                "C: UIDL\n" + listing({"a", "b"}) + "C: TOP 2 0\n" + ours + named(2, "b") +
                "C: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n");
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(removal, believes_the_listing_when_the_answer_to_quit_was_lost) {
  pop3_client c(found + "C: DELE 2\nS: +OK\nC: QUIT\nclose\nnext\n" + signed_in + "C: UIDL\n" +
                listing({"a"}) + "C: QUIT\n");
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(removal, fails_when_quit_is_refused_twice) {
  const std::string refused = "C: DELE 2\nS: +OK\nC: QUIT\nS: -ERR some not removed\n";
  pop3_client c(found + refused + "next\n" + found + refused);
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(fails(done, stage::sign_out, cause::temporary));
  EXPECT_EQ(c.unexpected(), "");
}

TEST(removal, is_repeated_when_the_server_ends_the_session) {
  pop3_client c(found + "C: DELE 2\nS: -ERR Message 2 expunged.\nclose\nnext\n" + signed_in + "C: UIDL\n" +
                listing({"a"}) + "C: QUIT\n");
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 0U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(removal, fails_on_a_fault_of_the_server) {
  pop3_client c(found + "C: DELE 2\nS: -ERR [SYS/PERM] read-only\n");
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(fails(done, stage::remove, cause::permanent));
}

TEST(removal, of_each_copy_that_is_ours) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"b", "b", "b"}) + "C: TOP 1 0\n" + ours + named(1, "b") +
                "C: TOP 2 0\n" + foreign + "C: TOP 3 0\n" + ours + named(3, "b") +
                "C: DELE 1\nS: +OK\nC: DELE 3\nS: +OK\nC: QUIT\nS: +OK\n");
  const auto done = c.scan_and_remove(known({}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 2U);
  EXPECT_EQ(c.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail::pop3
