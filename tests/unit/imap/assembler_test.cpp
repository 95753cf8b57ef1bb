// Lines and literals become responses.
#include "mail/imap/lexer.h"
#include "mail/imap/response.h"

#include <gtest/gtest.h>

namespace watchpost::mail::imap {
namespace {

using step = assembler::step;

TEST(assembler, one_line) {
  assembler a;
  EXPECT_EQ(a.line("* 3 EXISTS"), step::complete);
  EXPECT_EQ(a.text(), "* 3 EXISTS");
  a.clear();
  EXPECT_EQ(a.line(""), step::complete);
  EXPECT_EQ(a.text(), "");
}

TEST(assembler, literals) {
  assembler a;
  ASSERT_EQ(a.line("* 3 FETCH (A {2}"), step::literal);
  EXPECT_EQ(a.literal_size(), 2U);
  ASSERT_EQ(a.literal("x)"), step::literal);
  ASSERT_EQ(a.line(" BODY[HEADER] {3+}"), step::literal);
  EXPECT_EQ(a.literal_size(), 3U);
  ASSERT_EQ(a.literal("abc"), step::literal);
  ASSERT_EQ(a.line(" UID 9)"), step::complete);
  const auto r = parse_response(a.text());
  ASSERT_TRUE(r);
  EXPECT_EQ(std::get<fetch_data>(r->data).header, "abc");
  EXPECT_EQ(std::get<fetch_data>(r->data).uid, 9U);
}

TEST(assembler, literal_that_was_kept_in_part) {
  assembler a;
  ASSERT_EQ(a.line("* 3 FETCH (BODY[HEADER] {1000}"), step::literal);
  ASSERT_EQ(a.literal("abc"), step::literal);
  ASSERT_EQ(a.line(")"), step::complete);
  EXPECT_EQ(std::get<fetch_data>(parse_response(a.text())->data).header, "abc");
}

TEST(assembler, words_for_humans_hold_no_literals) {
  for (const auto* line : {"* OK see {5}", "* BYE {5}", "* no {5}", "w1 BAD what is {5}", "+ {5}"}) {
    assembler a;
    EXPECT_EQ(a.line(line), step::complete) << line;
  }
}

TEST(assembler, braces_that_announce_nothing) {
  for (const auto* line :
       {"* LIST () NIL {}", "* LIST () NIL {x}", "* LIST () NIL {-1}", "* LIST () NIL 5}"}) {
    assembler a;
    EXPECT_EQ(a.line(line), step::complete) << line;
  }
}

TEST(assembler, limits) {
  assembler a;
  EXPECT_EQ(a.line("* 3 FETCH (BODY[HEADER] {" + std::to_string(max_dropped) + "}"), step::literal);
  a.clear();
  EXPECT_EQ(a.line("* 3 FETCH (BODY[HEADER] {" + std::to_string(max_dropped + 1) + "}"), step::limit);
  a.clear();
  EXPECT_EQ(a.line("* 3 FETCH (BODY[HEADER] {99999999999999999999999}"), step::limit);
  a.clear();
  EXPECT_EQ(a.line("* X " + std::string(max_response, 'x')), step::limit);
}

TEST(assembler, many_literals_together_are_bounded) {
  assembler a;
  ASSERT_EQ(a.line("* 3 FETCH (X {65536}"), step::literal);
  const std::string kept(max_literal, 'x');
  unsigned taken = 0;
  while (a.literal(kept) == step::literal && a.line(" X {65536}") == step::literal) ++taken;
  EXPECT_LT(taken, 5U);
  EXPECT_LE(a.text().size(), max_response + 16);
}

TEST(assembler, nul_in_a_line) {
  assembler a;
  EXPECT_EQ(a.line(std::string_view("* OK \0", 6)), step::malformed);
}

}  // namespace
}  // namespace watchpost::mail::imap
