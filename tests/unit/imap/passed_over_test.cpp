// Messages that the server announces and does not give: they hold up nobody, and the position does not pass
// them.
#include "dialogue.h"
#include "other_folders.h"

#include <gmock/gmock.h>

namespace watchpost::mail::imap {
namespace {

using ::testing::ElementsAre;

const std::string into_inbox = hello + auth + select + fetch_from(7) + in;
const std::string refusing = "NO Some messages could not be FETCHed (Failure)\n";
const std::string one_refused =
    "the server does not give some messages: Some messages could not be FETCHed (Failure)";

std::string fetch_of(const std::string& tag, const std::string& set) {
  return "C: " + tag + " UID FETCH " + set + " (UID INTERNALDATE *\n";
}

TEST(passed_over, a_message_that_is_announced_and_comes_later) {
  imap_client c(into_inbox + selected(3, 10) + message(2, 7, false) + message(3, 9, false) +
                "S: w2 OK\nC: w3 LOGOUT\nnext\n" + hello + auth + select + fetch_of("w2", "8,10:*") + in +
                selected(4, 10) + message(3, 8, true) + "S: w2 OK\nC: w3 LOGOUT\n");
  const auto first = c.scan(read_to("5:7"));
  ASSERT_TRUE(first) << first.error();
  EXPECT_EQ(first->next, read_to("5:10:8"));
  const auto second = c.scan(first->next);
  ASSERT_TRUE(second) << second.error();
  EXPECT_EQ(second->matches.size(), 1U);
  EXPECT_EQ(second->next, read_to("5:10:8"));
  EXPECT_EQ(c.unexpected(), "");
}

TEST(passed_over, a_gap_is_asked_for_once_more_and_then_taken_for_one) {
  imap_client c(hello + auth + select + fetch_of("w2", "8,10:*") + in + selected(3, 10) +
                message(3, 9, false) + "S: w2 OK\nC: w3 LOGOUT\n");
  const auto seen = c.scan(read_to("5:10:8"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->next, read_to("5:10"));
}

TEST(passed_over, a_message_whose_header_is_empty) {
  imap_client c(into_inbox + selected(3, 9) + message(2, 7, false) +
                "S: * 3 FETCH (UID 8 BODY[HEADER.FIELDS (X-PROBE)] {2}\nS:\nS: )\nS: w2 OK\nC: w3 LOGOUT\n");
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->read, 1U);
  EXPECT_EQ(seen->next, read_to("5:9:8"));
}

TEST(passed_over, a_message_that_the_server_refuses_among_others) {
  imap_client c(
      into_inbox + selected(4, 10) + message(2, 7, false) + message(4, 9, true) + "S: w2 " + refusing +
      "C: w3 UID FETCH 7:* (UID)\nS: * 2 FETCH (UID 7)\nS: * 3 FETCH (UID 8)\nS: * 4 FETCH (UID 9)\nS: w3 OK\n" +
      fetch_of("w4", "8") + "S: w4 " + refusing + "C: w5 LOGOUT\n");
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->next, read_to("5:10:8:9"));
  EXPECT_THAT(c.report().remarks, ElementsAre(one_refused));
  EXPECT_EQ(c.unexpected(), "");
}

TEST(passed_over, a_message_that_the_server_does_not_even_list) {
  imap_client c(into_inbox + selected(4, 10) + message(2, 7, false) + message(4, 9, true) + "S: w2 " +
                refusing + "C: w3 UID FETCH 7:* (UID)\nS: * 2 FETCH (UID 7)\nS: * 4 FETCH (UID 9)\nS: w3 " +
                refusing + "C: w4 LOGOUT\nnext\n" + hello + auth + select + fetch_of("w2", "8:9,10:*") + in +
                selected(4, 10) + "S: w2 " + refusing + "C: w3 UID FETCH 8:9,10:* (UID)\nS: w3 " + refusing +
                "C: w4 FETCH 1 (UID)\nS: * 1 FETCH (UID 2)\nS: w4 OK\nC: w5 LOGOUT\n");
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->next, read_to("5:10:8:9"));
  EXPECT_THAT(c.report().remarks, ElementsAre(one_refused));
  EXPECT_TRUE(c.scan(seen->next)) << "even where it is the only one";
  EXPECT_EQ(c.unexpected(), "");
}

// A server that stops at the first one it cannot give.
TEST(passed_over, what_stands_behind_a_refused_message_is_read) {
  imap_client c(
      into_inbox + selected(4, 10) + "S: w2 " + refusing +
      "C: w3 UID FETCH 7:* (UID)\nS: * 2 FETCH (UID 7)\nS: * 3 FETCH (UID 8)\nS: * 4 FETCH (UID 9)\nS: w3 OK\n" +
      fetch_of("w4", "7:9") + "S: w4 " + refusing + fetch_of("w5", "8:9") + message(3, 8, false) +
      message(4, 9, true) + "S: w5 OK\n" + fetch_of("w6", "7") + "S: w6 " + refusing + "C: w7 LOGOUT\n");
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->next, read_to("5:10:7,9"));
  EXPECT_EQ(c.unexpected(), "");
}

TEST(passed_over, a_single_one_is_no_fault_of_the_server_and_all_are) {
  imap_client c(into_inbox + selected(3, 9) + message(2, 6, false) + "S: w2 " + refusing +
                "C: w3 UID FETCH 7:* (UID)\nS: * 3 FETCH (UID 8)\nS: w3 OK\n" + fetch_of("w4", "8") +
                "S: w4 " + refusing + "C: w5 LOGOUT\n");
  EXPECT_TRUE(c.scan(read_to("5:7")));
  const failure f =
      failed_scan(into_inbox + selected(3, 9) + "S: w2 " + refusing +
                  "C: w3 UID FETCH 7:* (UID)\nS: * 2 FETCH (UID 7)\nS: * 3 FETCH (UID 8)\nS: w3 OK\n" +
                  fetch_of("w4", "7:8") + "S: w4 " + refusing + fetch_of("w5", "8") + "S: w5 " + refusing +
                  fetch_of("w6", "7") + "S: w6 " + refusing);
  EXPECT_EQ(f.why, cause::permanent);
  EXPECT_EQ(f.at, stage::find);
}

TEST(passed_over, refusals_of_another_kind_are_failures) {
  for (const auto& [answer, why] : {std::pair{"NO [OVERQUOTA] full", cause::quota},
                                    {"NO [UNAVAILABLE] later", cause::temporary},
                                    {"BAD what", cause::protocol}}) {
    const std::string again = "next\n" + hello + auth_alone + in + select + selected(3, 9) + fetch_from(7) +
                              "S: w2 " + answer + "\n";
    const failure f = failed_scan(into_inbox + selected(3, 9) + "S: w2 " + answer + "\n" +
                                  (why == cause::protocol ? again : ""));
    EXPECT_EQ(f.why, why) << answer;
  }
}

TEST(newest, are_read_behind_a_second_select) {
  imap_client c(looked + "C: w3 SELECT INBOX\n" + selected(250, 300, "w3") + "C: w4 FETCH 151:250 (UID *\n" +
                message(249, 8, true) + message(250, 299, true) + "S: w4 OK\nC: w5 LOGOUT\n");
  const auto seen = c.use<mailbox_scan>([](imap_client::context& with) -> net::task<result<mailbox_scan>> {
    CO_TRY(co_await with.scan(read_to("5:7")));
    result<mailbox_scan> second = co_await with.scan(position_newest);
    co_await with.box.leave();
    co_return second;
  });
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), 2U);
  EXPECT_FALSE(seen->renumbered);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(uidvalidity, may_be_nought) {
  std::string script = hello + auth + select + fetch_from(7) + in + selected(3, 9);
  script.replace(script.find("UIDVALIDITY 5"), 13, "UIDVALIDITY 0");
  imap_client c(script + message(3, 8, true) + "S: w2 OK\nC: w3 LOGOUT\n");
  const auto seen = c.scan(read_to("0:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_FALSE(seen->renumbered);
  EXPECT_EQ(seen->next, read_to("0:9:7:8"));
}

// Some servers let nobody open a mailbox who has not said it.
TEST(id, is_said_before_select_where_it_is_offered) {
  const std::string who = "ID (\"name\" \"Watchpost\")\n";
  const std::string offer = offering("ID SASL-IR AUTH=PLAIN");
  imap_client c(offer + auth + "C: w1 " + who + "C: w2 SELECT INBOX\n" + in +
                "S: * ID (\"name\" \"x\")\nS: w1 OK\n" + selected(0, 7, "w2") + "C: w3 LOGOUT\nnext\n" +
                offer + auth_alone + in + "C: w1 " + who + "S: w1 BAD what\n" + "C: w2 SELECT INBOX\n" +
                selected(0, 7, "w2") + "C: w3 LOGOUT\n");
  EXPECT_TRUE(c.scan(""));
  c.memory().lockstep = true;
  EXPECT_TRUE(c.scan(""));
  EXPECT_EQ(c.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail::imap
