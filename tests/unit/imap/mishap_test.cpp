// A good dialogue that the server ends, or falls silent in, behind every one of its lines.
#include "dialogue.h"
#include "script_lines.h"

namespace watchpost::mail::imap {
namespace {

const std::string check = looked + removed;
const std::string check_in_lockstep = looked_in_lockstep + removed_in_lockstep;
const std::string removal_in_lockstep =
    hello + auth_alone + in + select + selected(3, 9) +
    "C: w2 UID STORE 8 *\nS: w2 OK\nC: w3 UID EXPUNGE 8\nS: w3 OK\nC: w4 UID "
    "FETCH 8 (UID)\nS: w4 OK\nC: w5 LOGOUT\n";

class behind_each_line : public testing::TestWithParam<std::size_t> {};

// The flight that was lost is repeated; what comes before is not.
TEST_P(behind_each_line, silence) {
  const auto lines = lines_of(check);
  const std::size_t at = GetParam();
  const std::size_t sent = line_with(lines, "AUTHENTICATE"), removal = line_with(lines, "UID STORE");
  const std::size_t over = line_with(lines, "w4 OK");
  ASSERT_LT(over, lines.size());
  std::string script = joined(lines, at) + "stall\n";
  if (at >= sent && at <= over) script += "next\n" + (at < removal ? check_in_lockstep : removal_in_lockstep);
  imap_client c(script);
  const auto done = c.scan_and_remove(read_to("5:7"));
  if (at < sent) {
    ASSERT_TRUE(fails(done, stage::greeting, cause::timeout));
    expect_discreet(done.error());
  } else {
    ASSERT_TRUE(done) << done.error();
    EXPECT_EQ(done->removed, 1U);
  }
}

TEST_P(behind_each_line, silence_in_lockstep) {
  const auto lines = lines_of(check_in_lockstep);
  const std::size_t at = GetParam();
  if (at > line_with(lines, "w4 OK")) return;
  imap_client c(joined(lines, at) + "stall\n");
  c.memory().lockstep = true;
  const auto begun = c.clock().now();
  const auto deadline = c.deadline();
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_TRUE(fails(done, cause::timeout));
  EXPECT_EQ(c.clock().now() - begun, deadline - begun);
  EXPECT_EQ(c.connections(), 1U);
  expect_discreet(done.error());
}

// Every connection ends there.
TEST_P(behind_each_line, reset) {
  const auto lines = lines_of(check);
  imap_client c(check + "next\n" + check_in_lockstep + "next\n" + check_in_lockstep,
                {.cut_before = GetParam()});
  const auto done = c.scan_and_remove(read_to("5:7"));
  if (done) {
    EXPECT_GT(GetParam(), line_with(lines, "* 3 EXPUNGE")) << "so far nobody knew that it was gone";
    return;
  }
  EXPECT_TRUE(done.error().why == cause::closed || done.error().why == cause::protocol) << done.error();
  expect_discreet(done.error());
}

TEST_P(behind_each_line, reset_in_lockstep) {
  const auto lines = lines_of(check_in_lockstep);
  if (GetParam() > line_with(lines, "* 3 EXPUNGE")) return;
  imap_client c(check_in_lockstep + "next\n" + check_in_lockstep, {.cut_before = GetParam()});
  c.memory().lockstep = true;
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_TRUE(fails(done, cause::closed));
  expect_discreet(done.error());
}

TEST_P(behind_each_line, bye) {
  const auto lines = lines_of(check_in_lockstep);
  const std::size_t at = GetParam();
  if (at > line_with(lines, "w4 OK")) return;
  imap_client c(joined(lines, at) + "S: * BYE [UNAVAILABLE] shutting down\nclose\n");
  c.memory().lockstep = true;
  const auto done = c.scan_and_remove(read_to("5:7"));
  ASSERT_FALSE(done);
  if (at > 0 && lines[at - 1].ends_with("}\n")) return;  // within a literal
  if (lines[at] == "S:\n" || lines[at] == "S: )\n") return;
  const bool coming_in = done.error().at == stage::greeting || done.error().at == stage::sign_in;
  EXPECT_EQ(done.error().why, coming_in ? cause::busy : cause::temporary) << done.error();
  EXPECT_EQ(done.error().server, "shutting down");
}

INSTANTIATE_TEST_SUITE_P(of_a_check, behind_each_line,
                         testing::Range(std::size_t{0}, lines_of(check).size() + 1));

}  // namespace
}  // namespace watchpost::mail::imap
