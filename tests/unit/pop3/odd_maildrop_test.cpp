// Maildrops that list what is not there yet, or cannot say everything about it.
#include "dialogue.h"

#include <gmock/gmock.h>

namespace watchpost::mail::pop3 {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(odd_maildrop, a_message_without_an_id_is_passed_over) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"", "b"}) + "C: TOP 2 0\n" + ours + named(2, "b") +
                "C: QUIT\n");
  const auto seen = c.scan(known({}));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), 1U);
  EXPECT_THAT(c.report().remarks,
              ElementsAre("messages to which the server gives no unique-id, passed over: 1"));
}

TEST(odd_maildrop, a_message_with_an_empty_header_stays_unread) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a", "b"}) + "C: TOP 1 0\nS: +OK\nS:\nS: .\nC: TOP 2 0\n" +
                foreign + named(2, "b") + "C: QUIT\n");
  const auto seen = c.scan(known({}));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->next, known({"b"}));
  EXPECT_EQ(seen->read, 1U);
}

TEST(odd_maildrop, a_message_that_is_not_given_stays_unread_and_is_told) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a", "b"}) +
                "C: TOP 1 0\nS: -ERR [SYS/PERM] damaged\nC: TOP 2 0\n" + ours + named(2, "b") + "C: QUIT\n");
  const auto seen = c.scan(known({}));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->next, known({}));
  EXPECT_THAT(c.report().remarks, ElementsAre("the server does not give some messages: damaged"));
}

// UIDL is optional in RFC 1939.
const std::string no_uidl = signed_in + "C: UIDL\nS: -ERR unknown command\n";
std::string scans(int count) {
  std::string lines = "C: LIST\nS: +OK\n";
  for (int i = 1; i <= count; ++i) lines += "S: " + std::to_string(i) + " 411\n";
  return lines + "S: .\n";
}
std::string listed(int number) {
  const std::string n = std::to_string(number);
  return "C: LIST " + n + "\nS: +OK " + n + " 411\n";
}
const std::string both = no_uidl + scans(2) + "C: TOP 1 0\n" + foreign + "C: TOP 2 0\n" + ours + listed(2);

TEST(without_uidl, messages_are_known_by_their_headers) {
  const std::string first = no_uidl + scans(1) + "C: TOP 1 0\n" + foreign + listed(1) + "C: QUIT\n";
  pop3_client c(first + "next\n" + both + "C: TOP 2 0\n" + ours + listed(2) +
                "C: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n");
  const auto begun = c.scan("");
  ASSERT_TRUE(begun) << begun.error();
  EXPECT_EQ(begun->read, 0U);
  const auto done = c.scan_and_remove(begun->next);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(done->seen.read, 1U) << "the other one is known";
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_THAT(c.report().remarks,
              ElementsAre("the server has no UIDL: the headers of 2 messages are read at each poll"));
}

// Asked for with the sign-in, UIDL would be a bet that is lost at every poll.
TEST(without_uidl, a_server_that_pipelines_is_not_asked_for_it_ahead) {
  std::string offer = pipelining_server;
  offer.erase(offer.find("  S: UIDL\n"), std::string("  S: UIDL\n").size());
  pop3_client c(offer + auth_plain + "S: +OK\nC: UIDL\nS: -ERR unknown command\n" + scans(2) +
                "C: TOP 1 0\nC: LIST 1\nC: TOP 2 0\nC: LIST 2\n" + foreign + "S: +OK 1 411\n" + foreign +
                "S: +OK 2 411\nC: QUIT\n");
  const auto seen = c.scan("");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_FALSE(c.report().lockstep);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(without_uidl, copies_of_one_message_are_known_apart) {
  const std::string two = no_uidl + scans(2) + "C: TOP 1 0\n" + ours + "C: TOP 2 0\n" + ours + listed(2);
  const std::string again = "C: TOP 2 0\n" + ours + listed(2) + "C: QUIT\n";
  pop3_client c(no_uidl + scans(1) + "C: TOP 1 0\n" + ours + listed(1) + "C: QUIT\nnext\n" + two + again);
  const auto begun = c.scan("");
  ASSERT_TRUE(begun) << begun.error();
  const auto seen = c.scan(begun->next);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(without_uidl, a_passing_refusal_is_no_missing_command) {
  for (const auto& [answer, why] :
       {std::pair{"-ERR [SYS/TEMP] later", cause::temporary}, {"-ERR too many requests", cause::busy}}) {
    pop3_client c(signed_in + "C: UIDL\nS: " + answer + "\n");
    const auto seen = c.scan("");
    ASSERT_FALSE(seen) << answer;
    EXPECT_EQ(seen.error().why, why) << answer;
  }
}

TEST(without_uidl, answers_out_of_step_are_noticed) {
  pop3_client c(no_uidl + scans(2) + "C: TOP 1 0\n" + foreign + "C: TOP 2 0\n" + foreign + "C: LIST 2\n" +
                ours);
  const auto done = c.scan_and_remove(known({}));
  ASSERT_TRUE(fails(done, cause::protocol));
}

TEST(without_uidl, marks_that_servers_write_later_change_no_id) {
  EXPECT_EQ(id_of("Subject: x\r\n\r\n"), id_of("Status: RO\r\nSubject: x\r\nX-UIDL: 7\r\n\r\n"));
  EXPECT_NE(id_of("Subject: x\r\n\r\n"), id_of("Subject: y\r\n\r\n"));
}

TEST(without_uidl, and_without_list) {
  pop3_client c(no_uidl + "C: LIST\nS: -ERR unknown command\n");
  const auto seen = c.scan(known({}));
  ASSERT_TRUE(fails(seen, cause::permanent));
  EXPECT_THAT(seen.error().detail, HasSubstr("UIDL or LIST"));
}

}  // namespace
}  // namespace watchpost::mail::pop3
