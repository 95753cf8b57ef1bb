// Removal from folders beside INBOX: in the right folder, by the rules that hold in INBOX.
#include "other_folders.h"
#include "support/failures.h"

namespace watchpost::mail::imap {
namespace {

struct outcome {
  mailbox_scan inbox, other_folders;
  std::uint32_t removed = 0;
};

struct wish {
  position inbox{};
  std::vector<std::string> ids{};  // empty: all matches
  bool between = false;            // leave() before the removal
};

net::task<result<outcome>> carry_out(imap_client::context& c, wish what) {
  outcome out;
  CO_TRY_AS(inbox, co_await c.scan(what.inbox));
  out.inbox = inbox;
  CO_TRY_AS(more, co_await c.scan_folders(since_seven));
  out.other_folders = more;
  if (what.ids.empty()) {
    for (const auto& each : out.inbox.matches) what.ids.push_back(each.id);
    for (const auto& each : out.other_folders.matches) what.ids.push_back(each.id);
  }
  if (what.between) co_await c.box.leave();
  CO_TRY_AS(gone, co_await c.box.remove(what.ids));
  out.removed = gone;
  co_return out;
}

result<outcome> done(imap_client& c, wish what = {}) {
  auto r = c.use<outcome>([&](imap_client::context& with) { return carry_out(with, what); });
  EXPECT_EQ(c.unexpected(), "");
  if (!r) expect_discreet(r.error());
  return r;
}

const std::string select_junk = "C: w6 SELECT Junk\n";
const std::string remove_eight = "C: w7 UID STORE 8 +FLAGS.SILENT (\\Deleted)\nC: w8 UID EXPUNGE 8\n";
// No number of this folder was told since it was selected.
const std::string eight_gone =
    "S: w7 OK\nS: * 3 EXPUNGE\nS: w8 OK\nC: w9 UID FETCH 8 (UID)\nS: w9 OK\nC: w10 LOGOUT\n";

TEST(removal_in_other_folders, selects_the_folder) {
  imap_client c(looked_into_junk + select_junk + selected(3, 9, "w6") + remove_eight + eight_gone);
  const auto r = done(c);
  ASSERT_TRUE(r) << r.error();
  EXPECT_EQ(r->removed, 1U);
}

// UID 8 in INBOX and UID 8 in Junk, with the folder first that needs no SELECT.
TEST(removal_in_other_folders, and_in_inbox) {
  imap_client c(hello + auth + select + fetch_from(7) + in_special + selected(3, 9) + message(3, 8, true) +
                "S: w2 OK\nC: w3 LIST *\nS: * LIST (\\Junk) \"/\" Junk\nS: w3 OK\n" + ask("w4", "Junk") +
                told("w4", "Junk", 3, 9) + examine("w5", "Junk") + fetch_from(7, "w6") +
                examined("w5", 3, 9) + message(3, 8, true) + "S: w6 OK\nC: w7 SELECT INBOX\n" +
                selected(3, 9, "w7") +
                "C: w8 UID STORE 8 *\nC: w9 UID EXPUNGE 8\nS: w8 OK\nS: * 3 EXPUNGE\nS: w9 OK\n"
                "C: w10 UID FETCH 8 (UID)\nS: w10 OK\nC: w11 SELECT Junk\n" +
                selected(3, 9, "w11") +
                "C: w12 UID STORE 8 *\nC: w13 UID EXPUNGE 8\nS: w12 OK\nS: * 3 EXPUNGE\nS: w13 OK\n"
                "C: w14 UID FETCH 8 (UID)\nS: w14 OK\nC: w15 LOGOUT\n");
  const auto r = done(c, {.inbox = read_to("5:7")});
  ASSERT_TRUE(r) << r.error();
  EXPECT_EQ(r->removed, 2U);
}

TEST(removal_in_other_folders, in_a_session_of_its_own) {
  imap_client c(looked_into_junk + "C: w6 LOGOUT\nnext\n" + hello + auth + "C: w1 SELECT Junk\n" +
                in_special + selected(3, 9) +
                "C: w2 UID STORE 8 *\nC: w3 UID EXPUNGE 8\nS: w2 OK\nS: * 3 EXPUNGE\nS: w3 OK\n"
                "C: w4 UID FETCH 8 (UID)\nS: w4 OK\nC: w5 LOGOUT\n");
  const auto r = done(c, {.between = true});
  ASSERT_TRUE(r) << r.error();
  EXPECT_EQ(r->removed, 1U);
}

TEST(removal_in_other_folders, of_what_was_moved_away) {
  imap_client c(looked_into_junk + select_junk + selected(2, 9, "w6") + remove_eight +
                "S: w7 OK\nS: w8 OK\nC: w9 UID FETCH 8 (UID)\nS: w9 OK\nC: w10 LOGOUT\n");
  const auto r = done(c);
  ASSERT_TRUE(r) << r.error();
  EXPECT_EQ(r->removed, 1U) << "it is gone";
}

TEST(removal_in_other_folders, after_a_renumbering_touches_nothing) {
  std::string other = selected(3, 9, "w6");
  other.replace(other.find("UIDVALIDITY 5"), 13, "UIDVALIDITY 6");
  imap_client c(looked_into_junk + select_junk + other);
  const auto r = done(c);
  ASSERT_TRUE(fails(r, stage::remove, cause::temporary));
}

TEST(removal_in_other_folders, where_the_folder_cannot_be_selected) {
  imap_client c(looked_into_junk + select_junk + "S: w6 NO [NOPERM] look only\n");
  const auto r = done(c);
  ASSERT_TRUE(fails(r, cause::permanent));
  EXPECT_EQ(r.error().server, "look only");
}

TEST(removal_in_other_folders, where_the_folder_is_read_only) {
  imap_client c(looked_into_junk + select_junk + examined("w6", 3, 9));
  const auto r = done(c);
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().enhanced, "READ-ONLY");
}

// Without UIDPLUS.
const std::string junk_looked_at_old = [] {
  std::string script = looked_into_junk;
  script.replace(script.find("UIDPLUS "), 8, "");
  return script;
}();
const std::string ask_for_marks =
    select_junk + selected(3, 9, "w6") + "C: w7 UID STORE 8 *\nC: w8 UID SEARCH DELETED\nS: w7 OK\n";

TEST(removal_in_other_folders, without_uidplus_when_only_ours_are_marked) {
  imap_client c(junk_looked_at_old + ask_for_marks +
                "S: * SEARCH 8\nS: w8 OK\nC: w9 EXPUNGE\nS: * 3 EXPUNGE\nS: w9 OK\n"
                "C: w10 UID FETCH 8 (UID)\nS: w10 OK\nC: w11 LOGOUT\n");
  const auto r = done(c);
  ASSERT_TRUE(r) << r.error();
  EXPECT_EQ(r->removed, 1U);
}

TEST(removal_in_other_folders, without_uidplus_not_while_others_are_marked) {
  imap_client c(
      junk_looked_at_old + ask_for_marks +
      "S: * SEARCH 2 8\nS: w8 OK\nC: w9 UID STORE 8 -FLAGS.SILENT (\\Deleted)\nC: w10 LOGOUT\nS: w9 OK\n");
  const auto r = done(c);
  ASSERT_TRUE(fails(r, cause::permanent));
}

TEST(removal_in_other_folders, of_ids_that_are_none) {
  for (const std::string id : {"1/", "/8", "1/0", "0/8", "2/8", "1/x", "1/8/8", "1/1:*"}) {
    imap_client c(looked_into_junk);
    const auto r = done(c, {.ids = {id}});
    ASSERT_TRUE(fails(r, cause::internal)) << id;
  }
}

}  // namespace
}  // namespace watchpost::mail::imap
