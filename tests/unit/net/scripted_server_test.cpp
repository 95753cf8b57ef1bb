// The tests' own server: what it does with clients that do not follow the script.
#include "client.h"
#include "support/script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace watchpost::mail::net {
namespace {

using test::scripted_session;
using ::testing::HasSubstr;

// Says `words` after the greeting and reads the answer.
result<std::string> say(scripted_session& s, const std::string& words) {
  return s.run([&](network& net, cancellation cancel, session_report& report) -> task<result<std::string>> {
    CO_TRY_AS(wire, co_await connect(net, options_for(s), cancel, report));
    line_reader in{*wire};
    CO_TRY(co_await in.line());
    CO_TRY(co_await wire->write(words));
    CO_TRY_AS(line, co_await in.line());
    co_return std::string(line);
  });
}

TEST(scripted_session, reads_lines_messages_and_literals) {
  scripted_session s("S: hi\nC: MAIL *\ndata\nC: BDAT * LAST\nliteral *\nraw: o\\x6B\\r\\n");
  const auto got = say(s, "MAIL FROM:<>\r\na\r\n..\r\n.\r\nBDAT 5 LAST\r\nxx\r\ny");
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(*got, "ok");
  EXPECT_EQ(s.messages(), (std::vector<std::string>{"a\r\n..\r\n", "xx\r\ny"}));
  EXPECT_EQ(s.unexpected(), "");
}

TEST(scripted_session, notices_another_line) {
  scripted_session s("S: hi\nC: EHLO *\nS: ok\n");
  EXPECT_FALSE(say(s, "HELO x\r\n"));
  EXPECT_EQ(s.unexpected(), "line 2: expected 'C: EHLO *', got 'HELO x'\n");
}

TEST(scripted_session, notices_what_is_missing_and_what_is_too_much) {
  scripted_session s("S: hi\nS: two\nC: QUIT\nnext\nS: hi\nC: EHLO\nS: ok\nnext\n");
  EXPECT_TRUE(read_line(s));
  EXPECT_THAT(s.unexpected(), HasSubstr("line 3: expected 'C: QUIT', got '(end)'"));
  EXPECT_TRUE(say(s, "EHLO\r\nMORE\r\n"));
  EXPECT_THAT(s.unexpected(), HasSubstr("after the end of the script: got 'MORE\\r\\n'"));
  EXPECT_THAT(s.unexpected(), HasSubstr("only 2 of 3 connections"));
}

TEST(scripted_session, cuts_the_connection_before_each_step) {
  constexpr const char* script = "tls\nS: hi\nC: EHLO\nS: ok\n";
  const std::size_t steps = scripted_session(script).steps();
  ASSERT_EQ(steps, 4U);
  for (std::size_t step = 0; step < steps; ++step) {
    scripted_session s(script, {.cut_before = step});
    const auto got = say(s, "EHLO\r\n");
    ASSERT_TRUE(fails(got, cause::closed)) << step;
  }
  scripted_session whole(script, {.cut_before = steps});
  EXPECT_TRUE(say(whole, "EHLO\r\n"));
}

TEST(scripted_session, refuses_scripts_with_mistakes) {
  for (const auto* script : {"HELLO\n", "raw: \\q\n", "raw: \\x1\n", "literal\n", "flood many\n", "S:x\n"})
    EXPECT_THROW(test::parse_script(script), std::invalid_argument) << script;
}

TEST(matches, takes_a_star_for_anything) {
  EXPECT_TRUE(test::matches("EHLO x", "EHLO *"));
  EXPECT_TRUE(test::matches("a1 LOGIN x y", "* LOGIN * y"));
  EXPECT_TRUE(test::matches("", "*"));
  EXPECT_FALSE(test::matches("EHLO", "EHLO *"));
  EXPECT_FALSE(test::matches("EHLO x", "EHLO"));
}

}  // namespace
}  // namespace watchpost::mail::net
