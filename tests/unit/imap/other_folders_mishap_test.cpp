// A good dialogue with Junk that the server ends, or falls silent in, behind every one of its lines.
#include "other_folders.h"
#include "script_lines.h"

namespace watchpost::mail::imap {
namespace {

const std::string removal_from_junk =
    "C: w6 SELECT Junk\n" + selected(3, 9, "w6") +
    "C: w7 UID STORE 8 *\nC: w8 UID EXPUNGE 8\nS: w7 OK\nS: * 3 EXPUNGE\nS: w8 OK gone\n"
    "C: w9 UID FETCH 8 (UID)\nS: w9 OK\nC: w10 LOGOUT\n";
const std::string check_with_junk = looked_into_junk + removal_from_junk;

// The same in lockstep, from sign-in on: for the connection that repeats a lost flight. The folders are
// known.
const std::string repeated_inbox = hello + auth_alone + in_special + select + selected(3, 9);
const std::string repeated_scan =
    hello + auth_alone + in_special + ask("w1", "Junk") + told("w1", "Junk", 3, 9) + examine("w2", "Junk") +
    examined("w2", 3, 9) + fetch_from(7, "w3") + message(2, 7, false) + message(3, 8, true) + "S: w3 OK\n";
const std::string repeated_removal =
    hello + auth_alone + in_special + "C: w1 SELECT Junk\n" + selected(3, 9, "w1") +
    "C: w2 UID STORE 8 *\nS: w2 OK\nC: w3 UID EXPUNGE 8\nS: w3 OK\nC: w4 UID FETCH 8 (UID)\nS: w4 OK\n"
    "C: w5 LOGOUT\n";

struct scan_and_removal {
  mailbox_scan seen;
  std::uint32_t removed = 0;
};

net::task<result<scan_and_removal>> scan_and_remove(imap_client::context& c) {
  CO_TRY(co_await c.scan(""));
  scan_and_removal out;
  CO_TRY_AS(seen, co_await c.scan_folders(since_seven));
  out.seen = seen;
  std::vector<std::string> ids;
  for (const auto& each : out.seen.matches) ids.push_back(each.id);
  CO_TRY_AS(gone, co_await c.box.remove(ids));
  out.removed = gone;
  co_return out;
}

TEST(check_of_junk, without_mishap) {
  imap_client c(check_with_junk);
  const auto done = c.use<scan_and_removal>(scan_and_remove);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(done->seen.matches.size(), 1U);
  EXPECT_EQ(c.unexpected(), "");
}

class behind_each_line_of_junk : public testing::TestWithParam<std::size_t> {};

TEST_P(behind_each_line_of_junk, silence_ends_at_the_deadline) {
  const auto lines = lines_of(check_with_junk);
  const std::size_t at = GetParam();
  if (at > line_with(lines, "w8 OK")) return;
  imap_client c(joined(lines, at) + "stall\nnext\nS: * OK [CAPABILITY IMAP4rev1] ready\nstall\n");
  const auto begun = c.clock().now();
  const auto deadline = c.deadline();
  const auto done = c.use<scan_and_removal>(scan_and_remove);
  ASSERT_FALSE(done);
  EXPECT_LE(c.clock().now() - begun, deadline - begun);
  EXPECT_TRUE(done.error().why == cause::timeout || done.error().why == cause::insecure ||
              done.error().why == cause::closed)
      << done.error();
  expect_discreet(done.error());
}

TEST_P(behind_each_line_of_junk, reset_never_makes_anything_up) {
  const auto lines = lines_of(check_with_junk);
  imap_client c(check_with_junk + "next\n" + check_with_junk + "next\n" + check_with_junk,
                {.cut_before = GetParam()});
  const auto done = c.use<scan_and_removal>(scan_and_remove);
  if (done) {
    EXPECT_GT(GetParam(), line_with(lines, "w8 OK"));
    return;
  }
  const cause why = done.error().why;  // the script knows no lockstep, so that its repetition may stall
  EXPECT_TRUE(why == cause::closed || why == cause::protocol || why == cause::timeout) << done.error();
  expect_discreet(done.error());
}

TEST_P(behind_each_line_of_junk, bye) {
  const auto lines = lines_of(check_with_junk);
  const std::size_t at = GetParam();
  const bool in_literal = at > 0 && at < lines.size() &&
                          (lines[at - 1].ends_with("}\n") || lines[at] == "S:\n" || lines[at] == "S: )\n");
  if (in_literal || at > line_with(lines, "w8 OK")) return;
  imap_client c(joined(lines, at) + "S: * BYE [UNAVAILABLE] shutting down\nclose\n");
  const auto done = c.use<scan_and_removal>(scan_and_remove);
  ASSERT_FALSE(done);
  const bool coming_in = done.error().at == stage::greeting || done.error().at == stage::sign_in;
  EXPECT_EQ(done.error().why, coming_in ? cause::busy : cause::temporary) << done.error();
  EXPECT_EQ(done.error().server, "shutting down");
}

INSTANTIATE_TEST_SUITE_P(of_a_check, behind_each_line_of_junk,
                         testing::Range(std::size_t{0}, lines_of(check_with_junk).size() + 1));

TEST(lost_flight, of_the_visit_is_repeated_in_lockstep) {
  const auto lines = lines_of(check_with_junk);
  const auto sent = line_with(lines, "EXAMINE") + 2;  // with the FETCH behind it
  for (const std::string end : {"stall\n", "S: garbage\n"}) {
    imap_client c(joined(lines, sent) + end + "next\n" + repeated_scan + "C: w4 SELECT Junk\n" +
                  selected(3, 9, "w4") +
                  "C: w5 UID STORE 8 *\nS: w5 OK\nC: w6 UID EXPUNGE 8\nS: * 3 EXPUNGE\nS: w6 OK\n"
                  "C: w7 UID FETCH 8 (UID)\nS: w7 OK\nC: w8 LOGOUT\n");
    const auto done = c.use<scan_and_removal>(scan_and_remove);
    ASSERT_TRUE(done) << end << done.error();
    EXPECT_EQ(done->removed, 1U);
    EXPECT_EQ(c.unexpected(), "") << end;
    EXPECT_TRUE(c.memory().lockstep);
  }
}

TEST(lost_flight, of_the_removal_is_repeated_in_lockstep) {
  const auto lines = lines_of(check_with_junk);
  const auto sent = line_with(lines, "UID EXPUNGE") + 1;
  imap_client c(joined(lines, sent) + "S: w7 OK\nstall\nnext\n" + repeated_removal);
  const auto done = c.use<scan_and_removal>(scan_and_remove);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);  // it is not listed any more
  EXPECT_EQ(c.unexpected(), "");
}

TEST(server_that_hung_up, is_asked_anew) {
  imap_client c(entered + listed_junk + "close\nnext\n" + hello + auth + in_special + ask("w1", "Junk") +
                told("w1", "Junk", 3, 9) + examine("w2", "Junk") + fetch_from(7, "w3") +
                examined("w2", 3, 9) + message(3, 8, true) + "S: w3 OK\nC: w4 SELECT Junk\n" +
                selected(3, 9, "w4") +
                "C: w5 UID STORE 8 *\nC: w6 UID EXPUNGE 8\nS: w5 OK\nS: * 3 EXPUNGE\nS: w6 OK\n"
                "C: w7 UID FETCH 8 (UID)\nS: w7 OK\nC: w8 LOGOUT\n");
  const auto done = c.use<scan_and_removal>(scan_and_remove);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->removed, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail::imap
