#include "mail/message/header.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using watchpost::mail::message::field;
using watchpost::mail::message::header_fields;
using watchpost::mail::message::parse_date;
using watchpost::mail::message::received_at;

constexpr std::string_view header =
    "Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\r\n"
    "Subject: one\r\n"
    "subject :  two \t\r\n"
    "X-Folded: first\r\n"
    "\tsecond;\r\n"
    "  third\r\n"
    "X-Empty:\r\n"
    "SUBJECT:three\r\n"
    "\r\n"
    "Subject: in the body\r\n";

TEST(Field, FindsTheFirstAndTheNthOfAnyCase) {
  EXPECT_EQ(field(header, "Subject"), "one");
  EXPECT_EQ(field(header, "sUBJECT", 1), "two");
  EXPECT_EQ(field(header, "subject", 2), "three");
}

TEST(Field, StopsAtTheEmptyLine) { EXPECT_EQ(field(header, "Subject", 3), std::nullopt); }

TEST(Field, Unfolds) { EXPECT_EQ(field(header, "X-Folded"), "first\tsecond;  third"); }

TEST(Field, TellsEmptyFromAbsent) {
  EXPECT_EQ(field(header, "X-Empty"), "");
  EXPECT_EQ(field(header, "X-Absent"), std::nullopt);
  EXPECT_EQ(field(header, ""), std::nullopt);
  EXPECT_EQ(field("", "Subject"), std::nullopt);
}

TEST(Field, DoesNotMistakeAContinuationOrAPrefixForAField) {
  EXPECT_EQ(field("A: x\r\n Subject: no\r\nSubject: yes\r\n", "Subject"), "yes");
  EXPECT_EQ(field("Subject-Not: no\r\nNot-Subject: no\r\nSubject: yes\r\n", "Subject"), "yes");
  EXPECT_EQ(field("\tSubject: no\r\n", "Subject"), std::nullopt);
}

TEST(Field, TakesBareLfAndAMissingLastLineEnd) {
  EXPECT_EQ(field("A: 1\nB: 2\n 3\nC: 4", "B"), "2 3");
  EXPECT_EQ(field("A: 1\nB: 2\n 3\nC: 4", "C"), "4");
  EXPECT_EQ(field("A: 1\n\nB: 2", "B"), std::nullopt);
}

TEST(Field, SurvivesBytesThatAreNoHeader) {
  EXPECT_EQ(field(std::string_view{"\0\0:\xff\nB: \0x\xfe\r\r\n", 13}, "B"), std::string("\0x\xfe\r", 4));
  EXPECT_EQ(field("From someone Mon Jan\nno colon here\nB: 1\n", "B"), "1");
  EXPECT_EQ(field("\r\r\nB: 1", "B"), "1");
}

TEST(Field, TakesTimeInProportionToItsInput) {
  std::string folded = "B: x";
  for (int i = 0; i < 200'000; ++i) folded += "\r\n y";
  EXPECT_EQ(field(folded, "B")->size(), 1u + 200'000 * 2);
  EXPECT_EQ(field(folded, "B", 1), std::nullopt);
}

TEST(HeaderFields, GivesTheFirstOfAName) {
  const header_fields all(header);
  EXPECT_EQ(all.bodies("Subject", 9), (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_EQ(all.bodies("Subject", 2).size(), 2u);
  EXPECT_TRUE(all.bodies("Subject", 0).empty());
}

TEST(HeaderFields, KeepTheirOrderAndHowTheyAreWritten) {
  std::vector<std::string> names;
  std::string loose, folded;
  for (const auto& f : header_fields("From x\nA: 1\n  2 \nB : 3\n\xc3: 4\n: 5\nC D: 6\nE:\n\nF: 7")) {
    names.emplace_back(f.name);
    if (!f.strict) loose += f.name;
    folded += f.name == "A" ? f.unfolded() : "";
  }
  EXPECT_EQ(names, (std::vector<std::string>{"", "A", "B", "", "", "", "E"}));
  EXPECT_EQ(loose, "B");
  EXPECT_EQ(folded, " 1  2 ");
}

TEST(OneLine, SqueezesBlanksAndIsPrintable) {
  using watchpost::mail::message::one_line;
  EXPECT_EQ(one_line("  a \t b\t\tc "), "a b c");
  EXPECT_EQ(one_line("\x1b[2J\xff"), "?[2J?");
  EXPECT_EQ(one_line(std::string(600, 'x')).size(), 500u);
  EXPECT_EQ(one_line(" \t"), "");
}

TEST(HeaderBlock, EndsWithTheFirstEmptyLine) {
  using watchpost::mail::message::header_block;
  EXPECT_EQ(header_block("A: 1\r\nB: 2\r\n\r\nC: 3\r\n"), "A: 1\r\nB: 2\r\n\r\n");
  EXPECT_EQ(header_block("A: 1\n \n\nC"), "A: 1\n \n\n");
  EXPECT_EQ(header_block("A: 1"), "A: 1");
  EXPECT_EQ(header_block("\nA: 1"), "\n");
  EXPECT_EQ(header_block(""), "");
}

TEST(ReceivedAt, ReadsTheTopmost) {
  EXPECT_EQ(received_at(header_fields("Received: a (x; y) by b;\r\n\tTue, 2 Jan 2024 00:00:10 +0000 (UTC)\r\n"
                                      "Received: c; Mon, 1 Jan 2024 00:00:00 +0000\r\n")),
            1'704'153'610);
}

TEST(ReceivedAt, IsNothingWithoutADate) {
  EXPECT_EQ(received_at(header_fields("Received: from a by b\r\n")), std::nullopt);
  EXPECT_EQ(received_at(header_fields("Received: from a by b; yesterday\r\n")), std::nullopt);
  EXPECT_EQ(
      received_at(header_fields("Received: no date;\r\nReceived: c; Mon, 1 Jan 2024 00:00:00 +0000\r\n")),
      std::nullopt);
  EXPECT_EQ(received_at(header_fields("Subject: x\r\n")), std::nullopt);
}

}  // namespace
