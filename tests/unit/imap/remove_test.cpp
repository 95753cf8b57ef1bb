// Exactly these messages go, and no others.
#include "dialogue.h"

namespace watchpost::mail::imap {
namespace {

failure failed_removal(const std::string& script, std::vector<std::string> ids = {}) {
  imap_client c(script);
  const auto done = c.scan_and_remove(read_to("5:7"), std::move(ids));
  EXPECT_FALSE(done) << script;
  EXPECT_EQ(c.unexpected(), "") << script;
  if (done) return {};
  expect_discreet(done.error());
  return done.error();
}

TEST(remove, in_one_flight) {
  imap_client c("tls\n" + looked + removed);
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_LE(c.report().flights, 5U);  // TCP, TLS, greeting, scan, removal
}

TEST(remove, in_lockstep) {
  imap_client c(looked_in_lockstep + removed_in_lockstep);
  c.memory().lockstep = true;
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_TRUE(c.report().lockstep);
}

const std::string mark_some = "C: w3 UID STORE 3:4,8 +FLAGS.SILENT (\\Deleted)\n";
const std::string expunge_some = "C: w4 UID EXPUNGE 3:4,8\n";

TEST(remove, counts_what_it_removed) {
  imap_client c(
      looked + mark_some + expunge_some +
      "S: w3 OK\nS: * 3 EXPUNGE\nS: w4 OK\nC: w5 UID FETCH 3:4 (UID)\nS: w5 NO what?\nC: w6 LOGOUT\n");
  const auto done = c.scan_and_remove(read_to("5:7"), {"8", "4", "3", "4"});
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);  // of the others nobody knows
  EXPECT_EQ(c.unexpected(), "");
}

// Another session expunges UID 7 meanwhile, so ours is number 2 when it goes.
TEST(remove, counts_none_but_its_own) {
  imap_client c(looked + mark + expunge + "S: * 2 EXPUNGE\nS: w3 OK\nS: w4 OK\nC: w5 UID FETCH 8 (UID)\n" +
                "S: * 2 FETCH (UID 8)\nS: w5 OK\nC: w6 UID STORE 8 *\nS: w6 OK\nC: w7 UID EXPUNGE 8\n" +
                "S: * 2 EXPUNGE\nS: w7 OK\nC: w8 LOGOUT\n");
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(remove, believes_the_listing_where_no_expunge_was_told) {
  imap_client c(looked + mark + expunge +
                "S: w3 OK\nS: w4 OK\nC: w5 UID FETCH 8 (UID)\nS: w5 OK\nC: w6 LOGOUT\n");
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(remove, messages_that_are_gone_already) {
  imap_client c(looked + mark_some + expunge_some + "S: w3 NO [EXPUNGEISSUED] gone\nS: w4 OK\n" +
                "C: w5 UID FETCH 3:4,8 (UID)\nS: w5 OK\nC: w6 LOGOUT\n");
  const auto done = c.scan_and_remove(read_to("5:7"), {"3", "4", "8"});
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 3U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(remove, that_had_no_effect_twice) {
  const std::string there = "S: * 3 FETCH (UID 8)\n";
  const failure f =
      failed_removal(looked + mark + expunge + "S: w3 OK\nS: w4 OK\nC: w5 UID FETCH 8 (UID)\n" + there +
                     "S: w5 OK\nC: w6 UID STORE 8 *\nS: w6 OK\nC: w7 UID EXPUNGE 8\nS: w7 OK\n" +
                     "C: w8 UID FETCH 8 (UID)\n" + there + "S: w8 OK\n");
  EXPECT_EQ(f.at, stage::remove);
  EXPECT_EQ(f.why, cause::permanent);
  EXPECT_NE(f.detail.find("still there"), f.detail.npos);
}

TEST(remove, nothing) {
  imap_client c(hello + auth + select + fetch_from(7) + in + selected(0, 7) + "S: w2 OK\nC: w3 LOGOUT\n");
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 0U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(remove, ids_that_are_none) {
  for (const std::string id : {"", "0", "x", "-1", "1:*", "*", "4294967296"})
    EXPECT_EQ(failed_removal(looked, {id}).why, cause::internal) << id;
}

TEST(remove, many_in_several_sets) {
  std::vector<std::string> ids;
  std::string script, first, second;
  for (int uid = 100'001; uid < 100'001 + 2 * 150; uid += 2) {
    ids.push_back(std::to_string(uid));
    std::string& set = first.size() + 7 <= 900 ? first : second;
    set += (set.empty() ? "" : ",") + std::to_string(uid);
  }
  script = "C: w3 UID STORE " + first + " +FLAGS.SILENT (\\Deleted)\nC: w4 UID STORE " + second +
           " +FLAGS.SILENT (\\Deleted)\nC: w5 UID EXPUNGE " + first + "\nC: w6 UID EXPUNGE " + second +
           "\nS: w3 OK\nS: w4 OK\nrepeat 128 * 1 EXPUNGE\nS: w5 OK\nrepeat 22 * 1 EXPUNGE\nS: w6 OK\n" +
           "C: w7 UID FETCH " + first + " (UID)\nC: w8 UID FETCH " + second + " (UID)\nS: w7 OK\nS: w8 OK\n" +
           "C: w9 LOGOUT\n";
  imap_client c(looked + script);
  const auto done = c.scan_and_remove(read_to("5:7"), ids);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 150U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(remove, from_a_mailbox_that_is_read_only) {
  std::string script = looked;
  script.replace(script.find("READ-WRITE"), 10, "READ-ONLY");
  const failure f = failed_removal(script);
  EXPECT_EQ(f.at, stage::remove);
  EXPECT_EQ(f.why, cause::permanent);
  EXPECT_EQ(f.enhanced, "READ-ONLY");
}

TEST(remove, refused) {
  const std::string sent = mark + expunge;
  EXPECT_EQ(failed_removal(looked + sent + "S: w3 NO [NOPERM] no\n").why, cause::permanent);
  EXPECT_EQ(failed_removal(looked + sent + "S: w3 NO [OVERQUOTA] no\n").why, cause::quota);
  EXPECT_EQ(failed_removal(looked + sent + "S: w3 OK\nS: w4 NO [INUSE] no\n").why, cause::busy);
  EXPECT_EQ(failed_removal(looked + sent + "S: w3 OK\nS: w4 NO no\n").at, stage::remove);
}

TEST(remove, in_a_session_of_its_own) {
  imap_client c(looked + "C: w3 LOGOUT\nnext\n" + hello + auth + select + in + selected(3, 9) +
                "C: w2 UID STORE 8 *\nC: w3 UID EXPUNGE 8\nS: w2 OK\nS: * 3 EXPUNGE\nS: w3 OK\n"
                "C: w4 UID FETCH 8 (UID)\nS: w4 OK\nC: w5 LOGOUT\n");
  const auto done = c.scan_and_remove(read_to("5:7"), {}, true);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(remove, after_a_renumbering_touches_nothing) {
  std::string other = selected(3, 9);
  other.replace(other.find("UIDVALIDITY 5"), 13, "UIDVALIDITY 6");
  const std::string from_a_backup = selected(3, 8);  // its UIDs went back
  for (const std::string& now : {other, from_a_backup}) {
    imap_client c(looked + "C: w3 LOGOUT\nnext\n" + hello + auth + select + in + now);
    const auto done = c.scan_and_remove(read_to("5:7"), {}, true);
    ASSERT_TRUE(fails(done, stage::remove, cause::temporary)) << now;
    EXPECT_EQ(c.unexpected(), "");
  }
}

// Servers without UIDPLUS.
const std::string old_in = "S: w0 OK [CAPABILITY IMAP4rev1] welcome\n";
const std::string looked_at_old = hello + auth + select + fetch_from(7) + old_in + selected(3, 9) +
                                  message(3, 8, true) + "S: w2 OK fetched\n";
const std::string ask = mark + "C: w4 UID SEARCH DELETED\nS: w3 OK\n";
const std::string lift = "C: w5 UID STORE 8 -FLAGS.SILENT (\\Deleted)\n";

TEST(remove_without_uidplus, when_only_ours_are_marked) {
  imap_client c(looked_at_old + ask +
                "S: * SEARCH 8\nS: w4 OK\nC: w5 EXPUNGE\nS: * 3 EXPUNGE\nS: w5 OK\nC: w6 LOGOUT\n");
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(remove_without_uidplus, not_while_others_are_marked) {
  for (const std::string found :
       {"SEARCH 2 8", "SEARCH 2", "ESEARCH UID ALL 7:8", "ESEARCH UID ALL 1:4294967295"}) {
    const failure f = failed_removal(looked_at_old + ask + "S: * " + found + "\nS: w4 OK\n" + lift +
                                     "C: w6 LOGOUT\nS: w5 OK\n");
    EXPECT_EQ(f.at, stage::remove) << found;
    EXPECT_EQ(f.why, cause::permanent) << found;
    EXPECT_NE(f.detail.find("UID EXPUNGE"), f.detail.npos);
  }
}

TEST(remove_without_uidplus, not_when_nobody_knows_what_is_marked) {
  EXPECT_EQ(failed_removal(looked_at_old + ask + "S: w4 NO no\n" + lift + "C: w6 LOGOUT\nS: w5 OK\n").why,
            cause::permanent);
  EXPECT_EQ(failed_removal(looked_at_old + ask + "S: w4 OK\n" + lift + "C: w6 LOGOUT\nS: w5 OK\n").why,
            cause::protocol);
}

TEST(remove_without_uidplus, not_when_what_is_marked_cannot_be_read) {
  const failure f =
      failed_removal(looked_at_old + ask + "S: * SEARCH 8 x\n" + lift + "C: w6 LOGOUT\nS: w5 OK\n");
  EXPECT_EQ(f.why, cause::protocol);
}

TEST(remove_without_uidplus, says_when_the_marks_stay) {
  const failure f = failed_removal(looked_at_old + ask + "S: * SEARCH 2 8\nS: w4 OK\n" + lift +
                                   "C: w6 LOGOUT\nS: w5 NO no\n");
  EXPECT_NE(f.detail.find("could not be lifted"), f.detail.npos);
}

TEST(remove_without_uidplus, only_after_asking_again_behind_sign_in) {
  imap_client c(
      hello + auth + select + fetch_from(7) + "S: w0 OK welcome\n" + selected(3, 9) + message(3, 8, true) +
      "S: w2 OK fetched\nC: w3 CAPABILITY\nS: * CAPABILITY IMAP4rev1 UIDPLUS\nS: w3 OK\n" +
      "C: w4 UID STORE 8 *\nC: w5 UID EXPUNGE 8\nS: w4 OK\nS: * 3 EXPUNGE\nS: w5 OK\nC: w6 LOGOUT\n");
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail::imap
