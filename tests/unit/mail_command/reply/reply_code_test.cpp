#include "mail_command/reply/reply_code.h"

#include "mail_command/grammar/tokens.h"
#include "mail_command/reply/line_result.h"
#include "mail_command/reply/texts.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace watchpost::mail_command::reply {
namespace {

TEST(Reply, EachCodeHasWordsInBothLanguagesAndARemedyUnlessItIsGood) {
  std::set<unsigned> seen;
  for (const auto& e : replies()) {
    EXPECT_TRUE(seen.insert(number(e.code)).second) << number(e.code);
    EXPECT_FALSE(e.text.en.empty());
    EXPECT_FALSE(grammar::has_japanese(e.text.en));
    EXPECT_TRUE(grammar::has_japanese(e.text.ja)) << number(e.code);
    EXPECT_EQ(e.remedy.en.empty(), e.remedy.ja.empty()) << number(e.code);
    EXPECT_TRUE(!good(e.code) || e.remedy.en.empty()) << number(e.code);
    EXPECT_EQ(&entry(e.code), &e);
  }
}

TEST(Reply, EachFaultHasWordsInBothLanguages) {
  for (std::size_t i = 0; i < grammar::fault_names.size(); ++i) {
    const auto text = text_of(static_cast<grammar::fault_kind>(i));
    EXPECT_FALSE(text.en.empty()) << grammar::fault_names[i];
    EXPECT_TRUE(grammar::has_japanese(text.ja)) << grammar::fault_names[i];
  }
}

TEST(Reply, WhatTheHostSaysBecomesACode) {
  const grammar::command on{.action = grammar::verb::on, .points = {}, .value = {}};
  const point::info pump{.id = "pump1", .title = "Pump"};
  const auto code = [&](point::result r, point::refusal refusal = point::refusal::none,
                        bool duplicate = false) {
    point::operated o;
    o.result = r;
    o.refusal = refusal;
    o.duplicate = duplicate;
    return came_of(on, pump, o).code;
  };
  using point::refusal;
  using point::result;
  EXPECT_EQ(code(result::done), reply_code::done);
  EXPECT_EQ(code(result::done, refusal::none, true), reply_code::already);
  EXPECT_EQ(code(result::would), reply_code::would);
  EXPECT_EQ(code(result::failed), reply_code::failed);
  EXPECT_EQ(code(result::unknown), reply_code::result_unknown);
  EXPECT_EQ(code(result::never), reply_code::not_executed);
  EXPECT_EQ(code(result::pending), reply_code::under_way);
  EXPECT_EQ(code(result::refused, refusal::limits), reply_code::out_of_limits);
  EXPECT_EQ(code(result::refused, refusal::denied), reply_code::denied);
  // No refusal counts as done.
  for (std::uint32_t i = 0; i <= WP_REFUSED_NO_ALARM + 1; ++i)
    EXPECT_FALSE(good(code(result::refused, static_cast<refusal>(i)))) << i;
}

// The table of docs/mail_command/answers.md, as replies() has it.
TEST(Reply, ThePageHasTheCatalogue) {
  std::ostringstream expected;
  for (const auto& e : replies())
    expected << "| " << number(e.code) << " | " << e.text.en << " | " << e.text.ja << " | " << e.remedy.en
             << " |\n";
  std::ifstream in(DOCS "/mail_command/answers.md");
  std::string table;
  for (std::string line; std::getline(in, line);)
    if (line.size() > 3 && line.starts_with("| ") && line[2] >= '2' && line[2] <= '5') table += line + "\n";
  EXPECT_EQ(table, expected.str()) << "the table of docs/mail_command/answers.md is to be:\n"
                                   << expected.str();
}

}  // namespace
}  // namespace watchpost::mail_command::reply
