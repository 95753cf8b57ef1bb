// A proxy that offers what its server does not know: the repetition in lockstep does without.
#include "dialogue.h"

namespace watchpost::mail::imap {
namespace {

const std::string in_lockstep = "next\n" + hello + auth_alone + in + select + selected(3, 9) + fetch_from(7) +
                                message(2, 7, false) + message(3, 8, true) + "S: w2 OK fetched\n";

std::string mark_of(const std::string& tag) {
  return "C: " + tag + " UID STORE 8 +FLAGS.SILENT (\\Deleted)\n";
}

void expect_done_without(const std::string& script) {
  imap_client c(script);
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_TRUE(done) << done.error() << c.unexpected();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_TRUE(c.memory().lockstep);
}

TEST(proxy, offers_an_initial_response) {
  expect_done_without(hello + auth + select + fetch_from(7) + "S: w0 BAD invalid command\n" + in_lockstep +
                      removed_in_lockstep);
}

TEST(proxy, offers_uid_expunge) {
  expect_done_without(
      looked + mark + expunge + "S: w3 OK marked\nS: w4 BAD unknown command\nnext\n" + hello + auth_alone +
      in + select + selected(3, 9) + mark_of("w2") + "S: w2 OK marked\n" +
      "C: w3 UID EXPUNGE 8\nS: w3 BAD unknown command\n" + mark_of("w4") +
      "S: w4 OK marked\nC: w5 UID SEARCH DELETED\nS: * SEARCH 8\nS: w5 OK\n" +
      "C: w6 EXPUNGE\nS: * 3 EXPUNGE\nS: w6 OK\nC: w7 UID FETCH 8 (UID)\nS: w7 OK\nC: w8 LOGOUT\n");
}

TEST(proxy, offers_literals_that_do_not_wait) {
  imap_client c(
      "S: * OK [CAPABILITY IMAP4rev1 LITERAL+] ready\nC: w0 LOGIN monitor {7+}\nC: gehe\xC3\xA4m\nC: w1 SELECT "
      "INBOX\nC: w2 UID FETCH *\nS: w0 BAD no literal\nnext\nS: * OK [CAPABILITY IMAP4rev1 LITERAL+] "
      "ready\nC: w0 LOGIN monitor {7}\nS: + go on\nC: gehe\xC3\xA4m\n" +
      in + select + selected(0, 9) + "C: w3 LOGOUT\n");
  c.user.password = "gehe\xC3\xA4m";
  const auto seen = c.scan(read_to("5:7"));
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail::imap
