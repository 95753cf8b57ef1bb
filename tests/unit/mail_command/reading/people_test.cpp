// What people write: sentences that are no commands, of which none moves; and valid mails, which are
// understood.
#include "whole_mail.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace watchpost::mail_command::test {
namespace {

// A question, or an order with a value that the point does not take: refused, and no doubt.
bool is_sure(const std::string& line) {
  const grammar::parsed p = read({.text = line + "\n"});
  return p.faults.empty() && !p.commands.empty();
}

TEST(People, TheCorpusIsLargeAndHasNoLineTwice) {
  const auto lines = corpus_lines("no_commands.txt");
  EXPECT_GE(lines.size(), 400u);
  EXPECT_EQ(std::set<std::string>(lines.begin(), lines.end()).size(), lines.size());
}

TEST(People, WhatIsNoCommandMovesNothing) {
  for (const auto& line : corpus_lines("no_commands.txt")) EXPECT_EQ(moved(line + "\n"), "-") << line;
}

// A wrapped sentence, or a condition.
TEST(People, WhatIsNoCommandLetsNothingMoveThatStandsAboveOrBelow) {
  for (const auto& line : corpus_lines("no_commands.txt")) {
    if (is_sure(line)) continue;
    EXPECT_EQ(moved("gate on\n" + line + "\n"), "-") << line << " (below)";
    EXPECT_EQ(moved(line + "\ngate on\n"), "-") << line << " (above)";
    EXPECT_EQ(moved("Hello,\n\n" + line + "\n\ngate on\n"), "-") << line << " (a paragraph above)";
    EXPECT_EQ(moved("get level\n" + line + "\n\ngate on\n"), "-") << line << " (within)";
  }
}

// A second thought names a point, an operation or a code, or takes something back.
TEST(People, WhatIsNoCommandIsASecondThoughtInAParagraphBelow) {
  const std::set<std::string> of_nothing{"on Monday", "on my way", "Pumpe1 ist aus"};
  for (const auto& line : corpus_lines("no_commands.txt")) {
    if (is_sure(line) || of_nothing.contains(line)) continue;
    EXPECT_EQ(moved("gate on\n\n" + line + "\n"), "-") << line;
    EXPECT_EQ(moved("gate on\n\nThanks, Taro\n\nPS: " + line + "\n"), "-") << line;
  }
}

std::string unescaped(std::string text) {
  for (auto at = text.find("\\n"); at != text.npos; at = text.find("\\n", at + 1)) text.replace(at, 2, "\n");
  return text;
}

TEST(People, WhatTheyValidlyWriteIsUnderstood) {
  const auto lines = corpus_lines("commands.txt");
  EXPECT_GE(lines.size(), 100u);
  for (const auto& line : lines) {
    const auto is = line.find(" => ");
    ASSERT_NE(is, line.npos) << line;
    const grammar::parsed p =
        read({.text = unescaped(line.substr(0, is)) + "\n", .subject = "Re: [K7QF-3MZX-9TRA]"});
    EXPECT_EQ(obeyed(p), line.substr(is + 4)) << line << (p.in_doubt ? " | " + p.in_doubt->source : "");
    EXPECT_TRUE(p.faults.empty()) << line;
  }
}

}  // namespace
}  // namespace watchpost::mail_command::test
