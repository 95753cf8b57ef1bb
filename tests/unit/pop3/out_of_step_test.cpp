// A server, or a proxy before it, that answers a command twice: the answers that follow are those of other
// commands. Nothing is deleted by them.
#include "dialogue.h"

namespace watchpost::mail::pop3 {
namespace {

const std::string two = listing({"a", "b"});  // ours, and behind it somebody else's

void expect_nothing_deleted(const std::string& script, const std::string& again = {}) {
  pop3_client c(script + again);
  const auto done = c.scan_and_remove(known({}));
  ASSERT_TRUE(fails(done, cause::protocol));
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.transcript().find("DELE"), std::string::npos);
}

TEST(out_of_step, no_command_goes_out_while_an_unasked_answer_is_there) {
  expect_nothing_deleted(signed_in + "C: UIDL\n" + two + two);
  expect_nothing_deleted(signed_in + "C: UIDL\n" + two + "C: TOP 1 0\n" + ours + ours);
  expect_nothing_deleted(signed_in + "C: UIDL\n" + two + "C: TOP 1 0\n" + ours + named(1, "a") +
                         naming(1, "a"));
}

TEST(out_of_step, a_listing_that_comes_again_late) {
  expect_nothing_deleted(signed_in + "C: UIDL\n" + two + "C: TOP 1 0\n" + two + "C: TOP 2 0\n" + ours +
                         "C: UIDL 2\n" + foreign);
}

TEST(out_of_step, a_header_that_comes_again_late) {
  expect_nothing_deleted(signed_in + "C: UIDL\n" + listing({"x", "a", "b"}) + "C: TOP 1 0\n" + foreign +
                         "C: TOP 2 0\n" + foreign + "C: TOP 3 0\n" + ours + "C: UIDL 3\n" + foreign);
}

TEST(out_of_step, is_tried_once_in_lockstep_where_commands_went_together) {
  const std::string first = pipelining_server + auth_plain + "C: UIDL\nS: +OK\n" + two;
  const std::string again = "next\n" + pipelining_server + auth_plain + "S: +OK\nC: UIDL\n" + two;
  expect_nothing_deleted(first + two, again + two);
  pop3_client c(first + "C: TOP 1 0\nC: UIDL 1\nC: TOP 2 0\nC: UIDL 2\n" + two + ours + naming(1, "a") +
                foreign + again + "C: TOP 1 0\n" + ours + named(1, "a") + "C: TOP 2 0\n" + foreign +
                named(2, "b") + "C: DELE 1\nS: +OK\nC: QUIT\nS: +OK\n");
  const auto done = c.scan_and_remove(known({}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(out_of_step, a_name_that_is_of_another_message) {
  expect_nothing_deleted(signed_in + "C: UIDL\n" + two + "C: TOP 1 0\n" + ours + "C: UIDL 1\n" +
                         naming(2, "b"));
  expect_nothing_deleted(signed_in + "C: UIDL\n" + two + "C: TOP 1 0\n" + ours + "C: UIDL 1\n" +
                         naming(1, "b"));
}

TEST(out_of_step, an_unasked_refusal_is_the_end_of_the_session) {
  pop3_client c(signed_in + "C: UIDL\n" + two + "S: -ERR Disconnected for inactivity\nnext\n" + signed_in +
                "C: UIDL\n" + two + "S: -ERR Disconnected for inactivity\n");
  const auto done = c.scan_and_remove(known({}));
  ASSERT_TRUE(fails(done, cause::closed));
  EXPECT_EQ(done.error().server, "Disconnected for inactivity");
}

// UIDL with a number is as optional as UIDL.
TEST(names, are_asked_for_by_list_where_uidl_takes_no_number) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a", "b"}) + "C: TOP 2 0\n" + ours +
                "C: UIDL 2\nS: -ERR what?\nC: LIST 2\nS: +OK 2 411\nC: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n");
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(names, are_found_in_the_listing_of_a_server_that_overlooks_the_number) {
  const std::string all = listing({"a", "b"});
  pop3_client c(signed_in + "C: UIDL\n" + all + "C: TOP 2 0\n" + ours + "C: UIDL 2\n" + all +
                "C: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n");
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(names, that_the_server_does_not_give_leave_all_as_it_is) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a", "b"}) + "C: TOP 2 0\n" + ours +
                "C: UIDL 2\nS: -ERR what?\nC: LIST 2\nS: -ERR what?\n");
  const auto done = c.scan_and_remove(known({"a"}));
  ASSERT_TRUE(fails(done, cause::protocol));
  EXPECT_EQ(c.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail::pop3
