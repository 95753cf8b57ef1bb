// Servers that will not list, tell or open: what of that is the folder's and what is the scan's.
#include "mail/imap/response.h"
#include "other_folders.h"

#include <gmock/gmock.h>

namespace watchpost::mail::imap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

failure failed_in_folders(const std::string& script, std::vector<std::string> folders = {}) {
  const auto seen = scanned_folders(script, since_seven, std::move(folders));
  EXPECT_FALSE(seen) << script;
  return seen ? failure{} : seen.error();
}

const std::string plain_list = "C: w3 LIST \"\" \"*\"\n";

TEST(list, that_does_not_know_the_extended_form_is_asked_plainly) {
  for (const std::string answer : {"BAD what is that", "NO not here"}) {
    const auto seen =
        scanned_folders(entered + list_special + "S: w2 " + answer + "\n" + plain_list +
                            "S: * LIST () \"/\" Spam\nS: * LIST (\\Junk) \"/\" Junk\nS: w3 OK\n" +
                            ask("w4", "Junk") + told("w4", "Junk", 3, 9) + over,
                        "");
    ASSERT_TRUE(seen) << answer << seen.error();
    EXPECT_THAT(seen->folders, ElementsAre("Junk"));
  }
}

TEST(list, that_is_refused_leaves_the_folders_of_the_settings) {
  const std::string refused = entered + list_special + "S: w2 NO\n" + plain_list +
                              "S: w3 NO [NOPERM] not for you\n" + ask("w4", "Old");
  const auto seen = scanned_folders(refused + told("w4", "Old", 3, 9) + over, "", {"Old"});
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_THAT(seen->folders, ElementsAre("Old"));
  ASSERT_EQ(seen->closed.size(), 1U);
  EXPECT_EQ(seen->closed[0].name, "");
  EXPECT_EQ(seen->closed[0].why, "not for you");
  EXPECT_FALSE(seen->junk_known);
}

TEST(list, that_is_refused_is_asked_for_again_by_the_next_scan) {
  const std::string refused = entered + list_special + "S: w2 NO\n" + plain_list + "S: w3 NO\n" + over;
  imap_client c(refused + "next\n" + refused);
  for (int i = 0; i < 2; ++i) {
    const auto seen = c.scan_folders("");
    ASSERT_TRUE(seen) << seen.error();
    EXPECT_EQ(seen->closed.at(0).why, "LIST was refused");
  }
  EXPECT_EQ(c.unexpected(), "");
}

TEST(list, huge) {
  const std::string line = "* LIST (\\HasNoChildren) \"/\" " + std::string(400, 'x') + "\n";
  EXPECT_EQ(failed_in_folders(entered + list_special + "repeat 10001 " + line).why, cause::limit);
  const auto seen = scanned_folders(entered + list_special + "repeat 9999 " + line + "S: w2 OK\n" + over, "");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_THAT(seen->folders, IsEmpty());
}

TEST(list, names_in_literals) {
  const auto seen = scanned_folders(
      entered + list_special +
          "raw: * LIST (\\\\Junk) \"/\" {6}\\r\\nJu nk! (\"CHILDINFO\" ({10}\\r\\nSUBSCRIBED))\\r\\n\n"
          "raw: * LIST (\\\\Junk) \"/\" {18}\\r\\nx\\r\\nw9 DELETE INBOX\\r\\n\nS: w2 OK\n" +
          ask("w3", "\"Ju nk!\"") +
          "raw: * STATUS {6}\\r\\nJu nk! (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 5)\\r\\n\nS: w3 OK\n" + over,
      "");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_THAT(seen->folders, ElementsAre("Ju nk!"));
}

TEST(list, names_of_eight_bits) {
  const auto seen =
      scanned_folders(entered + list_special + "S: * LIST (\\Junk) \"/\" \"Werbem\xc3\xbcll\"\nS: w2 OK\n" +
                          ask("w3", "\"Werbem\xc3\xbcll\"") + told("w3", "x", 3, 9) + over,
                      "");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_THAT(seen->folders, ElementsAre("Werbem\xc3\xbcll"));
  EXPECT_EQ(seen->next, read_to("folders;Werbemüll=5:9"));
}

TEST(list, garbage_is_passed_over) {
  for (const std::string line : {"* LIST", "* LIST (\\Junk \"/\" Junk", "* LIST (\\Junk) Junk", "* STATUS"}) {
    const auto seen = scanned_folders(entered + list_special + "S: " + line + "\nS: w2 OK\n" + over, "");
    ASSERT_TRUE(seen) << line << ": " << seen.error();
    EXPECT_TRUE(seen->folders.empty());
  }
}

TEST(settings, names_that_cannot_be_folders) {
  const auto seen = scanned_folders(entered + listed_none + over, "",
                                    {"", "\xff", std::string(200, '\x01'), std::string(501, 'x')});
  ASSERT_TRUE(seen) << seen.error();
  ASSERT_EQ(seen->closed.size(), 4U);
  EXPECT_EQ(seen->closed[1].name, "?");
  EXPECT_EQ(seen->closed[1].why, "not the name of a folder");
}

TEST(settings, control_bytes_never_leave_as_such) {
  const auto seen = scanned_folders(
      entered + listed_none + ask("w3", "a&AA0ACg-b") + "S: w3 NO [NONEXISTENT] no\n" + over, "", {"a\r\nb"});
  ASSERT_TRUE(seen) << seen.error();
}

TEST(status_of_a_folder, that_does_not_exist) {
  const auto seen = scanned_folders(entered + listed_junk + ask("w3", "Junk") + ask("w4", "Gone") +
                                        told("w3", "Junk", 3, 9) +
                                        "S: w4 NO [NONEXISTENT] Mailbox doesn't exist: Gone\n" + over,
                                    "", {"Gone"});
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_THAT(seen->folders, ElementsAre("Junk"));
  ASSERT_EQ(seen->closed.size(), 1U);
  EXPECT_EQ(seen->closed[0].name, "Gone");
  EXPECT_EQ(seen->closed[0].why, "Mailbox doesn't exist: Gone");
  EXPECT_EQ(seen->next, read_to("folders;Junk=5:9"));
}

TEST(status_of_a_folder, that_is_closed_for_now_keeps_its_position) {
  const auto seen = scanned_folders(
      entered + listed_junk + ask("w3", "Junk") + "S: w3 NO [UNAVAILABLE] later\n" + over, since_seven);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->next, since_seven);
  ASSERT_EQ(seen->closed.size(), 1U);
}

TEST(status_of_a_folder, that_has_gone_makes_the_next_scan_ask_for_the_list) {
  imap_client c(entered + listed_junk + ask("w3", "Junk") + "S: w3 NO\n" + over + "next\n" + entered +
                listed_none + over);
  const auto seen = c.scan_folders("");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->closed.at(0).why, "STATUS was refused");
  ASSERT_TRUE(c.scan_folders(""));
  EXPECT_EQ(c.unexpected(), "");
}

TEST(status_of_a_folder, that_is_bad_is_tried_in_lockstep) {
  const auto seen = scanned_folders(entered + listed_junk + ask("w3", "Junk") + ask("w4", "Old") +
                                        "S: w3 BAD one at a time\nnext\n" + hello + auth_alone + in_special +
                                        ask("w1", "Junk") + "S: w1 BAD still not\n" + ask("w2", "Old") +
                                        told("w2", "Old", 3, 9) + over,
                                    read_to("folders;Junk=5:7;Old=5:9"), {"Old"});
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_THAT(seen->folders, ElementsAre("Old"));
  ASSERT_EQ(seen->closed.size(), 1U);
  EXPECT_EQ(seen->closed[0].why, "still not");
  EXPECT_EQ(seen->next, read_to("folders;Junk=5:7;Old=5:9"));
}

const std::string asked_junk = entered + listed_junk + ask("w3", "Junk") + told("w3", "Junk", 3, 9);

TEST(examine, refused) {
  for (const std::string answer : {"NO [NONEXISTENT] gone", "NO [NOPERM] gone"}) {
    const auto seen = scanned_folders(asked_junk + examine("w4", "Junk") + fetch_from(7, "w5") + "S: w4 " +
                                          answer + "\nS: w5 BAD no mailbox is selected\n" + over,
                                      since_seven);
    ASSERT_TRUE(seen) << seen.error();
    EXPECT_EQ(seen->next, since_seven);
    ASSERT_EQ(seen->closed.size(), 1U);
    EXPECT_EQ(seen->closed[0].why, "gone");
    EXPECT_TRUE(seen->matches.empty());
  }
}

// A server that keeps the earlier folder open must not have it taken for this one.
TEST(examine, refused_and_the_fetch_answered_all_the_same) {
  const auto seen = scanned_folders(asked_junk + examine("w4", "Junk") + fetch_from(7, "w5") + "S: w4 NO\n" +
                                        message(3, 8, true) + "S: w5 OK\n" + over,
                                    since_seven);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_TRUE(seen->matches.empty());
  EXPECT_EQ(seen->closed.at(0).why, "EXAMINE was refused");
}

TEST(examine, refused_in_lockstep) {
  imap_client c(hello + auth_alone + in_special + select + selected(3, 9) + listed_junk + ask("w3", "Junk") +
                told("w3", "Junk", 3, 9) + examine("w4", "Junk") + "S: w4 NO no\n" + over);
  c.memory().lockstep = true;
  const auto seen = c.scan_folders(since_seven);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(seen->closed.size(), 1U);
}

TEST(examine, bad) {
  const auto seen = scanned_folders(asked_junk + examine("w4", "Junk") + fetch_from(7, "w5") +
                                        "S: w4 BAD what\nS: w5 BAD what\nnext\n" + hello + auth_alone +
                                        in_special + ask("w1", "Junk") + told("w1", "Junk", 3, 9) +
                                        examine("w2", "Junk") + "S: w2 BAD what\n" + over,
                                    since_seven);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->closed.at(0).why, "what");
  EXPECT_EQ(seen->next, since_seven);
}

TEST(examine, of_a_folder_without_uidvalidity) {
  const auto seen = scanned_folders(
      asked_junk + examine("w4", "Junk") + fetch_from(7, "w5") + "S: * 3 EXISTS\nS: w4 OK\nS: w5 OK\n" + over,
      since_seven);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->closed.at(0).why, "the mailbox has no UIDVALIDITY");
}

TEST(messages, that_are_moved_away_meanwhile) {
  const auto seen =
      scanned_folders(asked_junk + examine("w4", "Junk") + fetch_from(7, "w5") + examined("w4", 3, 9) +
                          "S: * 2 EXPUNGE\nS: w5 NO [EXPUNGEISSUED] some are gone\n" + over,
                      since_seven);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_TRUE(seen->matches.empty());
  EXPECT_EQ(seen->next, read_to("folders;Junk=5:9:7:8"));
}

TEST(fetch, refused) {
  const failure f = failed_in_folders(asked_junk + examine("w4", "Junk") + fetch_from(7, "w5") +
                                      examined("w4", 3, 9) + "S: w5 NO [UNAVAILABLE] sorry\n");
  EXPECT_EQ(f.why, cause::temporary);
  EXPECT_EQ(f.at, stage::find);
}

}  // namespace
}  // namespace watchpost::mail::imap
