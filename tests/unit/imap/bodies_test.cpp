// The beginnings of messages that the matcher asks for: bounded, and never a flag set.
#include "other_folders.h"

#include <gmock/gmock.h>

namespace watchpost::mail::imap {
namespace {

using testing::ElementsAre;

// Wants to see the beginning of what has a Message-ID; its first line decides.
interest curious(const message_info& s) {
  if (!s.body.empty()) return s.body.find("our probe") != s.body.npos ? interest::ours : interest::body;
  return s.header.starts_with("Message-ID") ? interest::body : is_ours(s);
}

net::task<result<mailbox_scan>> scan_curiously(imap_client::context& c, position since) {
  result<mailbox_scan> seen = co_await c.box.scan(since, curious, c.deadline, c.cancel, c.report);
  co_await c.box.leave();
  co_return seen;
}

net::task<result<mailbox_scan>> scan_folders_curiously(imap_client::context& c, position since) {
  CO_TRY(co_await c.scan(""));
  result<mailbox_scan> seen = co_await c.box.scan_folders(since, curious);
  co_await c.box.leave();
  co_return seen;
}

std::string body_of(int number, int uid, const std::string& text) {
  return "S: * " + std::to_string(number) + " FETCH (UID " + std::to_string(uid) + " BODY[]<0> {" +
         std::to_string(text.size()) + "}\nraw: " + text + ")\\r\\n\n";
}

const std::string flight_up_to_ten = hello + auth + select + fetch_from(7) + in + selected(3, 10);
const std::string ask_two = "C: w3 UID FETCH 7,9 (UID BODY.PEEK[]<0.65536>)\n";

TEST(beginnings, are_read_for_the_matcher) {
  imap_client c(flight_up_to_ten + message(1, 7, false) + message(2, 8, true) + message(3, 9, false) +
                "S: w2 OK\n" + ask_two + body_of(3, 9, "returned: our probe") + body_of(1, 7, "hello") +
                "S: w3 OK\nC: w4 LOGOUT\n");
  const auto seen =
      c.use<mailbox_scan>([](imap_client::context& with) { return scan_curiously(with, read_to("5:7")); });
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  ASSERT_EQ(seen->matches.size(), 2U);
  EXPECT_EQ(seen->matches[0].id, "8");
  EXPECT_EQ(seen->matches[0].body, "");
  EXPECT_EQ(seen->matches[1].id, "9");
  EXPECT_EQ(seen->matches[1].body, "returned: our probe");
  EXPECT_EQ(seen->matches[1].header, "Message-ID: <x@y>\r\n\r\n");
  EXPECT_EQ(seen->matches[1].arrived, 60);
  EXPECT_EQ(seen->next, read_to("5:10:8:9"));
  EXPECT_EQ(seen->read, 3U);
  EXPECT_EQ(seen->unread_bodies, 0U);
}

TEST(beginnings, of_messages_that_vanish_or_come_unasked) {
  imap_client c(flight_up_to_ten + message(1, 7, false) + message(3, 9, false) + "S: w2 OK\n" + ask_two +
                body_of(2, 8, "our probe") +
                "S: * 1 FETCH (UID 7 FLAGS ())\nS: * 1 EXPUNGE\nS: w3 NO "
                "[EXPUNGEISSUED] gone\nC: w4 LOGOUT\n");
  const auto seen =
      c.use<mailbox_scan>([](imap_client::context& with) { return scan_curiously(with, read_to("5:7")); });
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_TRUE(seen->matches.empty());
  EXPECT_EQ(seen->next, read_to("5:10:7:9")) << "what was asked for and not read";
}

TEST(beginnings, are_bounded_in_number) {
  std::string messages, bodies;
  for (int uid = 101; uid <= 130; ++uid) messages += message(3, uid, false);
  for (int uid = 101; uid <= 130; ++uid) bodies += body_of(3, uid, "our probe");
  imap_client c(hello + auth + select + fetch_from(7) + in + selected(60, 131) + messages +
                "S: w2 OK\nC: w3 UID FETCH 101:120 (UID BODY.PEEK[]<0.65536>)\n" + bodies +
                "S: w3 OK\nC: w4 LOGOUT\n");
  const auto seen =
      c.use<mailbox_scan>([](imap_client::context& with) { return scan_curiously(with, read_to("5:7")); });
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(seen->matches.size(), max_bodies);
  EXPECT_EQ(seen->unread_bodies, 10U);
  EXPECT_EQ(seen->next, read_to("5:131:81:120"));
}

TEST(beginnings, are_bounded_in_length) {
  imap_client c(flight_up_to_ten + message(1, 7, false) + "S: w2 OK\nC: w3 UID FETCH 7 *\n" +
                "S: * 1 FETCH (UID 7 BODY[]<0> {200009}\nraw: our probe\nflood 200000\nS: )\nS: w3 OK\n"
                "C: w4 LOGOUT\n");
  const auto seen =
      c.use<mailbox_scan>([](imap_client::context& with) { return scan_curiously(with, read_to("5:7")); });
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  ASSERT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->matches[0].body.size(), max_body);
}

TEST(beginnings, refused_or_cut_off) {
  const std::string asked = flight_up_to_ten + message(1, 7, false) + "S: w2 OK\nC: w3 UID FETCH 7 *\n";
  for (const auto& [end, why] :
       {std::pair<std::string, cause>{"S: w3 NO [UNAVAILABLE] no\n", cause::temporary},
        {"S: w3 BAD what\n", cause::protocol},
        {"S: * BYE [UNAVAILABLE] no\n", cause::temporary},
        {"stall\n", cause::timeout}}) {
    imap_client c(asked + end);
    const auto seen =
        c.use<mailbox_scan>([](imap_client::context& with) { return scan_curiously(with, read_to("5:7")); });
    ASSERT_FALSE(seen) << end;
    EXPECT_EQ(seen.error().why, why) << end;
    expect_discreet(seen.error());
  }
}

TEST(beginnings, in_the_other_folder_that_is_open) {
  imap_client c(entered + listed_junk + ask("w3", "Junk") + told("w3", "Junk", 3, 10) +
                examine("w4", "Junk") + fetch_from(7, "w5") + examined("w4", 3, 10) + message(1, 9, false) +
                "S: w5 OK\nC: w6 UID FETCH 9 (UID BODY.PEEK[]<0.65536>)\n" + body_of(1, 9, "our probe") +
                "S: w6 OK\nC: w7 LOGOUT\n");
  const auto seen = c.use<mailbox_scan>(
      [](imap_client::context& with) { return scan_folders_curiously(with, since_seven); });
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  ASSERT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->matches[0].id, "1/9");
  EXPECT_TRUE(seen->matches[0].junk);
  EXPECT_EQ(seen->next, read_to("folders;Junk=5:10:7:9"));
}

TEST(beginnings, in_another_folder_that_was_left) {
  imap_client c(entered + listed_junk + ask("w3", "Junk") + ask("w4", "Old") + told("w3", "Junk", 3, 10) +
                told("w4", "Old", 3, 10) + examine("w5", "Junk") + fetch_from(7, "w6") +
                examine("w7", "Old") + fetch_from(7, "w8") + examined("w5", 3, 10) + message(1, 9, false) +
                "S: w6 OK\n" + examined("w7", 3, 10) + message(1, 8, false) + "S: w8 OK\n" +
                examine("w9", "Junk") + examined("w9", 3, 10) + "C: w10 UID FETCH 9 *\n" +
                body_of(1, 9, "our probe") + "S: w10 OK\n" + examine("w11", "Old") +
                "S: w11 NO it has just gone\nC: w12 LOGOUT\n");
  c.folders = {"Old"};
  const auto seen = c.use<mailbox_scan>([](imap_client::context& with) {
    return scan_folders_curiously(with, read_to("folders;Junk=5:7;Old=5:7"));
  });
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->next, read_to("folders;Junk=5:10:7:9;Old=5:10:7:9"));
}

}  // namespace
}  // namespace watchpost::mail::imap
