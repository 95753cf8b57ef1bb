// Exactly these messages move, and others stay.
#include "dialogue.h"

namespace watchpost::mail::imap {
namespace {

const std::string in_with_move = "S: w0 OK [CAPABILITY IMAP4rev1 UIDPLUS MOVE] welcome\n";

std::string found(const std::string& welcome) {
  return hello + auth + select + fetch_from(7) + welcome + selected(3, 9) + message(3, 8, true) +
         "S: w2 OK fetched\n";
}

net::task<result<std::uint32_t>> move_all(imap_client::context& with, std::string folder) {
  CO_TRY_AS(seen, co_await with.scan(read_to("5:7")));
  std::vector<std::string> ids;
  for (const auto& each : seen.matches) ids.push_back(each.id);
  const result<std::uint32_t> moved = co_await with.box.move(ids, std::move(folder));
  co_return moved;
}

result<std::uint32_t> moved(imap_client& c, const std::string& folder) {
  return c.use<std::uint32_t>([&](imap_client::context& with) { return move_all(with, folder); });
}

TEST(move, by_move) {
  imap_client c(found(in_with_move) +
                "C: w3 UID MOVE 8 \"Done mail\"\nS: * 3 EXPUNGE\nS: w3 OK moved\nC: w4 LOGOUT\n");
  const auto done = moved(c, "Done mail");
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(*done, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(move, into_a_folder_that_has_to_be_made) {
  imap_client c(
      found(in_with_move) +
      "C: w3 UID MOVE 8 Erledigt&AMQ-\nS: w3 NO [TRYCREATE] no such mailbox\nC: w4 CREATE Erledigt&AMQ-\n"
      "S: w4 OK made\nC: w5 UID MOVE 8 Erledigt&AMQ-\nS: * 3 EXPUNGE\nS: w5 OK\nC: w6 LOGOUT\n");
  const auto done = moved(c, "ErledigtÄ");
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(*done, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(move, by_copy_where_there_is_no_move) {
  imap_client c(
      found(in) +
      "C: w3 UID COPY 8 Done\nS: w3 OK copied\nC: w4 UID STORE 8 +FLAGS.SILENT (\\Deleted)\nC: w5 UID "
      "EXPUNGE 8\nS: w4 OK\nS: * 3 EXPUNGE\nS: w5 OK\nC: w6 LOGOUT\n");
  const auto done = moved(c, "Done");
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(*done, 1U);
}

TEST(move, refused_leaves_all_where_it_is) {
  for (const std::string answer : {"S: w3 NO [OVERQUOTA] full\n", "S: w3 NO no such mailbox\n"}) {
    imap_client c(found(in) + "C: w3 UID COPY 8 Done\n" + answer);
    const auto done = moved(c, "Done");
    ASSERT_FALSE(done) << answer;
    EXPECT_EQ(done.error().at, stage::remove);
    EXPECT_EQ(c.unexpected(), "") << answer;
  }
}

}  // namespace
}  // namespace watchpost::mail::imap
