#include "mail/smtp/reply.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace watchpost::mail::smtp;
using step = reply_parser::step;

reply parsed(const std::vector<std::string>& lines) {
  reply_parser parser;
  for (const auto& line : lines) {
    EXPECT_EQ(parser.last(), step::more);
    parser.feed(line);
  }
  EXPECT_EQ(parser.last(), step::done) << parser.fault();
  return parser.take();
}

step after(const std::vector<std::string>& lines) {
  reply_parser parser;
  for (const auto& line : lines) parser.feed(line);
  return parser.last();
}

TEST(Reply, ReadsOneLine) {
  const auto r = parsed({"220 mail.test ESMTP"});
  EXPECT_EQ(r.code, 220);
  EXPECT_EQ(r.severity(), 2);
  EXPECT_EQ(r.enhanced, "");
  EXPECT_EQ(r.text(), "mail.test ESMTP");
  EXPECT_EQ(r.words(), "220 mail.test ESMTP");
}

TEST(Reply, ReadsManyLines) {
  const auto r = parsed({"250-mail.test", "250-PIPELINING", "250 SIZE 100"});
  EXPECT_EQ(r.lines, (std::vector<std::string>{"mail.test", "PIPELINING", "SIZE 100"}));
}

TEST(Reply, ToleratesMissingText) {
  for (const auto* line : {"250", "250 "}) {
    const auto r = parsed({line});
    EXPECT_EQ(r.text(), "");
    EXPECT_EQ(r.words(), "250");
    EXPECT_EQ(r.lines.size(), 1u);
  }
  EXPECT_EQ(parsed({"250-", "250-x", "250"}).text(), "x");
}

TEST(Reply, TakesEnhancedCodesOffEveryLine) {
  const auto r = parsed({"550-5.1.1 No such", "550-5.1.1 user", "550 5.1.1"});
  EXPECT_EQ(r.enhanced, "5.1.1");
  EXPECT_EQ(r.text(), "No such user");
  EXPECT_EQ(r.words(), "550 5.1.1 No such user");
}

TEST(Reply, TakesTheFirstEnhancedCode) {
  EXPECT_EQ(parsed({"550-see below", "550-5.7.1 a", "550 5.7.2 b"}).enhanced, "5.7.1");
}

TEST(Reply, EnhancedCodesAreOfTheClassOfTheReply) {
  EXPECT_EQ(enhanced_code("5.7.8 x", 5), "5.7.8");
  EXPECT_EQ(enhanced_code("5.7.139", 5), "5.7.139");
  for (const auto* text : {"", "5", "5.7", "5.7.", "5..8", "5.7.8x", "5.7.8.9", "5.7.8888 x", "5.7777.8 x",
                           "15.7.8 x", "x.7.8 ", "4.7.8 x", "5-7.8 x"})
    EXPECT_EQ(enhanced_code(text, 5), "") << text;
  EXPECT_EQ(enhanced_code("3.7.8 x", 3), "");
  EXPECT_EQ(parsed({"250 10.0.0.1 greets"}).text(), "10.0.0.1 greets");
}

TEST(Reply, RefusesLinesThatAreNone) {
  for (const auto* line : {"", "2", "25", "25 ", "2x0 x", "199 x", "600 x", "099 x", "250x", "250\tx",
                           " 250 x", "-50 x", "HTTP/1.1 200 OK", "+OK", "* OK", "\xff\xff\xff \xff"})
    EXPECT_EQ(after({line}), step::garbage) << line;
  EXPECT_EQ(after({std::string("2\0000 x", 6)}), step::garbage);
  EXPECT_EQ(after({"250-a", ""}), step::garbage);
}

TEST(Reply, RefusesAChangeOfCode) {
  EXPECT_EQ(after({"250-a", "251 b"}), step::garbage);
  EXPECT_EQ(after({"250-a", "250-b", "550 c"}), step::garbage);
}

// postscreen's teaser.
TEST(Reply, EndsAGreetingThatTurnsIntoARefusal) {
  const auto r = parsed({"220-mx.test ESMTP", "521 5.7.1 blocked using bl.test"});
  EXPECT_EQ(r.code, 521);
  EXPECT_EQ(r.enhanced, "5.7.1");
  EXPECT_EQ(r.text(), "blocked using bl.test");
  EXPECT_EQ(after({"220-mx.test", "250 ok"}), step::garbage);
}

TEST(Reply, KeepsHostileBytesOfTheText) {
  EXPECT_EQ(parsed({std::string("250 a\0\x1b[2J\xff", 11)}).text(), std::string("a\0\x1b[2J\xff", 7));
}

TEST(Reply, BoundsLinesTheirNumberAndTheirSum) {
  EXPECT_EQ(after({"250 " + std::string(reply_parser::max_line - 4, 'x')}), step::done);
  EXPECT_EQ(after({"250 " + std::string(reply_parser::max_line - 3, 'x')}), step::too_much);

  reply_parser many;
  for (std::size_t i = 0; i < reply_parser::max_lines; ++i) EXPECT_EQ(many.feed("250-x"), step::more);
  EXPECT_EQ(many.feed("250 x"), step::too_much);

  reply_parser much;
  const auto line = "250-" + std::string(8188, 'x');
  for (int i = 0; i < 8; ++i) EXPECT_EQ(much.feed(line), step::more);
  EXPECT_EQ(much.feed("250 x"), step::too_much);
}

TEST(Reply, StaysAtItsEndUntilTaken) {
  reply_parser parser;
  parser.feed("250 a");
  EXPECT_EQ(parser.feed("550 b"), step::done);
  EXPECT_EQ(parser.take().code, 250);
  EXPECT_EQ(parser.feed("550 b"), step::done);
  EXPECT_EQ(parser.take().lines, std::vector<std::string>{"b"});
  parser.feed("x");
  EXPECT_NE(parser.fault(), "");
  parser.reset();
  EXPECT_EQ(parser.feed("220 c"), step::done);
}

}  // namespace
