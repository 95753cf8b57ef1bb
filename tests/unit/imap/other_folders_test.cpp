// Looks into folders beside INBOX: which, what is read of them, and the position behind it.
#include "other_folders.h"

#include "support/failures.h"

#include <gmock/gmock.h>

namespace watchpost::mail::imap {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(other_folders, without_a_position_reads_nothing) {
  imap_client c(entered + listed_junk + ask("w3", "Junk") + told("w3", "Junk", 3, 9) + over);
  const auto seen = c.scan_folders("");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(seen->next, read_to("folders;Junk=5:9"));
  EXPECT_EQ(seen->read, 0U);
  EXPECT_TRUE(seen->junk_known);
  EXPECT_FALSE(seen->folders_unsupported);
  EXPECT_THAT(seen->folders, ElementsAre("Junk"));
  EXPECT_THAT(seen->closed, IsEmpty());
  EXPECT_EQ(c.report().flights, 5U);  // TCP, greeting, INBOX, LIST, STATUS
}

TEST(other_folders, reads_the_new_ones_in_one_flight) {
  imap_client c(looked_into_junk + over);
  const auto seen = c.scan_folders(since_seven);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(seen->next, read_to("folders;Junk=5:9:8"));
  EXPECT_EQ(seen->read, 2U);
  EXPECT_FALSE(seen->renumbered);
  ASSERT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->matches[0].id, "1/8");
  EXPECT_EQ(seen->matches[0].folder, "Junk");
  EXPECT_TRUE(seen->matches[0].junk);
  EXPECT_EQ(seen->matches[0].arrived, 60);
  EXPECT_EQ(c.report().flights, 6U);
}

TEST(other_folders, one_flight_while_nothing_is_new_and_the_folders_are_remembered) {
  const std::string quiet = entered + ask("w2", "Junk") + ask("w3", "&ZeVnLIqe-") + told("w2", "Junk", 3, 9) +
                            told("w3", "\"&ZeVnLIqe-\"", 70'000, 80'000, 6) + over;
  imap_client c(entered + listed_junk + ask("w3", "Junk") + ask("w4", "&ZeVnLIqe-") +
                told("w3", "Junk", 3, 9) + told("w4", "\"&ZeVnLIqe-\"", 70'000, 80'000, 6) + over + "next\n" +
                quiet + "next\n" + quiet);
  c.folders = {"日本語"};
  auto seen = c.scan_folders("");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_THAT(seen->folders, ElementsAre("Junk", "日本語"));
  for (int i = 0; i < 2; ++i) {
    seen = c.scan_folders(seen->next);
    ASSERT_TRUE(seen) << seen.error();
    EXPECT_EQ(seen->next, read_to("folders;&ZeVnLIqe-=6:80000;Junk=5:9"));
    EXPECT_EQ(c.report().flights, 4U);  // TCP, greeting, INBOX, STATUS
  }
  EXPECT_EQ(c.unexpected(), "");
}

TEST(other_folders, asks_for_the_folders_anew_after_an_hour) {
  const std::string quiet = told("w3", "Junk", 3, 9) + over;
  imap_client c(entered + listed_junk + ask("w3", "Junk") + quiet + "next\n" + entered + listed_junk +
                ask("w3", "Junk") + quiet);
  ASSERT_TRUE(c.scan_folders(""));
  c.clock().advance(1h);
  ASSERT_TRUE(c.scan_folders(""));
  EXPECT_EQ(c.unexpected(), "");
}

TEST(other_folders, matches_are_read_once_more) {
  const auto seen = scanned_folders(entered + listed_junk + ask("w3", "Junk") + told("w3", "Junk", 2, 9) +
                                        examine("w4", "Junk") + "C: w5 UID FETCH 8,9:* (UID *\n" +
                                        examined("w4", 2, 9) + message(2, 7, false) + "S: w5 OK\n" + over,
                                    read_to("folders;Junk=5:9:8"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->next, read_to("folders;Junk=5:9"));
}

TEST(other_folders, a_folder_without_a_position_is_read_again_unless_all_are_taken_as_known) {
  for (const std::string& since :
       {std::string("unknown"), read_to("folders"), read_to("folders;Spam=5:9"), read_to("5:9")}) {
    const auto seen = scanned_folders(entered + listed_junk + ask("w3", "Junk") + told("w3", "Junk", 3, 9) +
                                          examine("w4", "Junk") + examined("w4", 3, 9) + "C: w5 " +
                                          fetch_again + message(3, 8, true) + "S: w5 OK\n" + over,
                                      since);
    ASSERT_TRUE(seen) << seen.error();
    EXPECT_EQ(seen->next, read_to("folders;Junk=5:9:8")) << since;
    EXPECT_EQ(seen->matches.size(), 1U);
    EXPECT_FALSE(seen->renumbered);
  }
}

TEST(other_folders, of_very_much_that_is_new_the_newest_is_read) {
  const std::string begin = entered + listed_junk + ask("w3", "Junk") + "S: * STATUS Junk (MESSAGES ";
  const auto newest =
      scanned_folders(begin + "40000 UIDNEXT 50007 UIDVALIDITY 5)\nS: w3 OK\n" + examine("w4", "Junk") +
                          examined("w4", 40'000, 50'007) + "C: w5 FETCH 39001:40000 *\n" +
                          message(39'999, 50'006, true) + "S: w5 OK\n" + over,
                      since_seven);
  ASSERT_TRUE(newest) << newest.error();
  EXPECT_EQ(newest->next, read_to("folders;Junk=5:50007:50006"));
  EXPECT_FALSE(newest->renumbered);
  // As many numbers were given, but few of the messages are still there.
  const auto few =
      scanned_folders(begin + "900 UIDNEXT 50007 UIDVALIDITY 5)\nS: w3 OK\n" + examine("w4", "Junk") +
                          fetch_from(7, "w5") + examined("w4", 900, 50'007) + "S: w5 OK\n" + over,
                      since_seven);
  ASSERT_TRUE(few) << few.error();
}

TEST(other_folders, renumbering) {
  const auto seen = scanned_folders(
      entered + listed_junk + ask("w3", "Junk") + told("w3", "Junk", 3, 9) + examine("w4", "Junk") +
          "C: w5 UID FETCH 7:* *\n" + examined("w4", 3, 9) + "S: w5 OK\n" + examine("w6", "Junk") +
          examined("w6", 3, 9) + "C: w7 " + fetch_again + message(3, 8, true) + "S: w7 OK\n" + over,
      read_to("folders;Junk=4:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_TRUE(seen->renumbered);
  EXPECT_EQ(seen->next, read_to("folders;Junk=5:9:8"));
}

TEST(other_folders, an_empty_folder_is_not_opened) {
  for (const std::string& since :
       {std::string("unknown"), read_to("folders;Junk=4:7"), read_to("folders;Junk=5:9:8")}) {
    const auto seen =
        scanned_folders(entered + listed_junk + ask("w3", "Junk") + told("w3", "Junk", 0, 9) + over, since);
    ASSERT_TRUE(seen) << seen.error();
    EXPECT_EQ(seen->next, read_to("folders;Junk=5:9")) << since;
  }
}

TEST(other_folders, a_status_that_says_too_little_is_made_up_for_by_a_visit) {
  for (const std::string little : {"MESSAGES 3", "UIDNEXT 9", "UIDVALIDITY 5", ""}) {
    const std::string begin = entered + listed_junk + ask("w3", "Junk") + "S: * STATUS Junk (" + little +
                              ")\nS: w3 OK\n" + examine("w4", "Junk");
    const auto first = scanned_folders(begin + examined("w4", 3, 9) + over, "");
    ASSERT_TRUE(first) << first.error();
    EXPECT_EQ(first->next, read_to("folders;Junk=5:9"));
    const auto later = scanned_folders(
        begin + fetch_from(9, "w5") + examined("w4", 3, 9) + message(3, 8, true) + "S: w5 OK\n" + over,
        read_to("folders;Junk=5:9"));
    ASSERT_TRUE(later) << later.error();
    EXPECT_EQ(later->read, 0U);
    EXPECT_EQ(later->next, read_to("folders;Junk=5:9"));
  }
}

TEST(other_folders, several_folders_share_the_flights) {
  imap_client c(entered + listed_junk + ask("w3", "Junk") + ask("w4", "Archive/2026") +
                ask("w5", "\"Old mail\"") + told("w3", "Junk", 3, 9) + told("w4", "Archive/2026", 1, 4, 6) +
                told("w5", "\"Old mail\"", 1, 2, 7) + examine("w6", "Junk") + fetch_from(7, "w7") +
                examine("w8", "Archive/2026") + fetch_from(3, "w9") + examined("w6", 3, 9) +
                message(3, 8, true) +
                "S: w7 OK\nS: * 1 EXISTS\nS: * OK [UIDVALIDITY 6] x\nS: * OK [UIDNEXT 4] "
                "x\nS: w8 OK\n" +
                message(1, 3, true) + "S: w9 OK\n" + over);
  c.folders = {"Archive/2026", "Junk", "INBOX", "inbox", "Old mail", "Archive/2026"};
  const auto seen = c.scan_folders(read_to("folders;Junk=5:7;Old mail=7:2;Archive/2026=6:3;Gone=5:9"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  ASSERT_EQ(seen->matches.size(), 2U);
  EXPECT_EQ(seen->matches[0].id, "1/8");
  EXPECT_EQ(seen->matches[1].id, "2/3");
  EXPECT_EQ(seen->matches[1].folder, "Archive/2026");
  EXPECT_FALSE(seen->matches[1].junk);
  EXPECT_EQ(seen->next, read_to("folders;Archive/2026=6:4:3;Junk=5:9:7:8;Old mail=7:2"));
  EXPECT_EQ(c.report().flights, 6U);  // TCP, greeting, INBOX, LIST, STATUS, EXAMINE and FETCH
}

TEST(other_folders, in_lockstep) {
  imap_client c(hello + auth_alone + in_special + select + selected(3, 9) + listed_junk + ask("w3", "Junk") +
                told("w3", "Junk", 3, 9) + ask("w4", "Old") + told("w4", "Old", 2, 3) +
                examine("w5", "Junk") + examined("w5", 3, 9) + fetch_from(7, "w6") + message(3, 8, true) +
                "S: w6 OK\n" + examine("w7", "Old") + examined("w7", 0, 3) + over);
  c.memory().lockstep = true;
  c.folders = {"Old"};
  const auto seen = c.scan_folders(read_to("folders;Junk=5:7;Old=5:2"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->next, read_to("folders;Junk=5:9:7:8;Old=5:3:2"));
}

TEST(other_folders, plain_list_where_the_server_has_no_special_use) {
  const auto seen =
      scanned_folders(hello + auth + select + in + selected(3, 9) +
                          "C: w2 LIST \"\" \"*\"\nS: * LIST () \".\" INBOX\nS: * LIST () \".\" {10}\nraw: "
                          "INBOX.Junk\\r\\n\nS: * LIST (\\Noselect) \".\" Spam\nS: w2 OK\n" +
                          ask("w3", "INBOX.Junk") + told("w3", "INBOX.Junk", 3, 9) + over,
                      "");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_THAT(seen->folders, ElementsAre("INBOX.Junk"));
  EXPECT_TRUE(seen->junk_known);
}

TEST(other_folders, capabilities_are_asked_for_where_sign_in_did_not_show_them) {
  const auto seen = scanned_folders(hello + auth + select + "S: w0 OK welcome\n" + selected(3, 9) +
                                        "C: w2 CAPABILITY\nS: * CAPABILITY IMAP4rev1 SPECIAL-USE\n"
                                        "S: w2 OK\nC: w3 LIST (SPECIAL-USE) *\nS: w3 OK\n" +
                                        over,
                                    "");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_THAT(seen->folders, IsEmpty());
}

TEST(other_folders, no_junk_folder) {
  imap_client c(entered + listed_none + over + "next\n" + entered + over);
  auto seen = c.scan_folders("");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_FALSE(seen->junk_known);
  EXPECT_EQ(seen->next, read_to("folders"));
  seen = c.scan_folders(seen->next);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");  // and that is remembered
}

TEST(other_folders, each_account_has_its_own_folders) {
  imap_client c(entered + listed_none + over + "next\n" + hello +
                "C: w0 AUTHENTICATE PLAIN AG90aGVyAGdlaGVpbQ==\n" + select + in_special + selected(3, 9) +
                listed_none + over);
  ASSERT_TRUE(c.scan_folders(""));
  c.user = {"other", password};
  ASSERT_TRUE(c.scan_folders(""));
  EXPECT_EQ(c.unexpected(), "");
}

TEST(other_folders, more_folders_than_are_looked_into) {
  imap_client c(entered + listed_none + "C: w3 STATUS f0 *\nstall\n");
  for (std::size_t i = 0; i <= max_folders; ++i) c.folders.push_back("f" + std::to_string(i));
  std::string script = entered + listed_none;
  for (std::size_t i = 0; i < max_folders; ++i)
    script += ask("w" + std::to_string(i + 3), "f" + std::to_string(i));
  for (std::size_t i = 0; i < max_folders; ++i)
    script += told("w" + std::to_string(i + 3), "f" + std::to_string(i), 3, 9);
  const auto seen = scanned_folders(script + over, "", c.folders);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->folders.size(), max_folders);
  ASSERT_EQ(seen->closed.size(), 1U);
  EXPECT_EQ(seen->closed[0].name, "f" + std::to_string(max_folders));
}

net::task<result<mailbox_scan>> inbox_folders_inbox(imap_client::context& c) {
  CO_TRY(co_await c.scan(read_to("5:9")));
  CO_TRY(co_await c.scan_folders(since_seven));
  CO_TRY(co_await c.box.wait_for_news(c.deadline));
  result<mailbox_scan> last = co_await c.scan(read_to("5:9"));
  co_await c.box.leave();
  co_return last;
}

const std::string visit_of_junk = "C: w3 LIST (SPECIAL-USE) *\nS: * LIST (\\Junk) \"/\" Junk\nS: w3 OK\n" +
                                  ask("w4", "Junk") + told("w4", "Junk", 3, 9) + examine("w5", "Junk") +
                                  fetch_from(7, "w6") + examined("w5", 3, 9) + "S: w6 OK\n";
const std::string inbox_and_junk = hello + auth + select + fetch_from(9) + in_special + selected(3, 9) +
                                   "S: w2 OK\n" + visit_of_junk + "C: w7 SELECT INBOX\n";

TEST(waiting_after_other_folders, goes_back_to_inbox) {
  imap_client c(inbox_and_junk + selected(3, 9, "w7") + "C: w8 IDLE\nS: + idling\nS: * 4 EXISTS\nC: DONE\n" +
                fetch_from(9, "w9") + "S: w8 OK\n" + message(4, 9, true) + "S: w9 OK\n" + over);
  const auto seen = c.use<mailbox_scan>(inbox_folders_inbox);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(seen->matches.size(), 1U);
}

TEST(waiting_after_other_folders, sees_what_came_meanwhile) {
  imap_client c(inbox_and_junk + selected(4, 10, "w7") + "C: w8 NOOP\nS: w8 OK\n" + fetch_from(9, "w9") +
                message(4, 9, true) + "S: w9 OK\n" + over);
  const auto seen = c.use<mailbox_scan>(inbox_folders_inbox);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(seen->matches.size(), 1U);
}

net::task<result<mailbox_scan>> folders_between_scans(imap_client::context& c) {
  CO_TRY_AS(first, co_await c.scan(read_to("5:9")));
  CO_TRY(co_await c.scan_folders(since_seven));
  result<mailbox_scan> last = co_await c.scan(first.next);
  co_await c.box.leave();
  co_return last;
}

TEST(scan_after_other_folders, selects_inbox_again) {
  imap_client c(inbox_and_junk + fetch_from(9, "w8") + selected(4, 10, "w7") + message(4, 9, true) +
                "S: w8 OK\n" + over);
  const auto seen = c.use<mailbox_scan>(folders_between_scans);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(seen->next, read_to("5:10:9"));
  ASSERT_EQ(seen->matches.size(), 1U);
  EXPECT_EQ(seen->matches[0].id, "9");
  EXPECT_EQ(seen->matches[0].folder, "");
}

net::task<result<mailbox_scan>> folders_while_idle(imap_client::context& c) {
  CO_TRY(co_await c.scan(read_to("5:9")));
  CO_TRY(co_await c.box.wait_for_news(c.deadline));
  result<mailbox_scan> more = co_await c.scan_folders("");
  co_await c.box.leave();
  co_return more;
}

TEST(other_folders, ends_an_open_idle) {
  imap_client c(
      hello + auth + select + fetch_from(9) + in_special + selected(3, 9) +
      "S: w2 OK\nC: w3 IDLE\nS: + idling\nS: * 4 EXISTS\nC: DONE\nS: w3 OK\nC: w4 LIST (SPECIAL-USE) "
      "*\nS: w4 OK\n" +
      over);
  const auto seen = c.use<mailbox_scan>(folders_while_idle);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
}

net::task<result<mailbox_scan>> folders_at_once(imap_client::context& c) {
  result<mailbox_scan> more = co_await c.scan_folders("");
  co_return more;
}

TEST(other_folders, needs_a_scan_before) {
  imap_client c("S: never\n");
  const auto seen = c.use<mailbox_scan>(folders_at_once);
  ASSERT_TRUE(fails(seen, cause::internal));
}

net::task<result<mailbox_scan>> folders_twice(imap_client::context& c) {
  CO_TRY(co_await c.scan(""));
  CO_TRY_AS(more, co_await c.scan_folders(since_seven));
  result<mailbox_scan> last = co_await c.scan_folders(more.next);
  co_await c.box.leave();
  co_return last;
}

// STATUS of the folder that is open would be answered from what the session knows.
TEST(other_folders, the_folder_that_is_open_is_opened_again) {
  imap_client c(looked_into_junk + examine("w6", "Junk") + "C: w7 UID FETCH 8,9:* *\n" +
                examined("w6", 4, 10) + message(4, 9, true) + "S: w7 OK\n" + over);
  const auto seen = c.use<mailbox_scan>(folders_twice);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(seen->next, read_to("folders;Junk=5:10:9"));
}

}  // namespace
}  // namespace watchpost::mail::imap
