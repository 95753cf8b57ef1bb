#include "mail_command/answer/reply.h"

#include "mail_command/answer/outcome.h"
#include "mail_command/answer/texts.h"
#include "mail_command/grammar/tokens.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace watchpost::mail_command {
namespace {

TEST(Reply, EachCodeHasWordsInBothLanguagesAndARemedyUnlessItIsGood) {
  std::set<unsigned> seen;
  for (const auto& e : replies()) {
    EXPECT_TRUE(seen.insert(number(e.code)).second) << number(e.code);
    EXPECT_FALSE(e.text.en.empty());
    EXPECT_FALSE(has_japanese(e.text.en));
    EXPECT_TRUE(has_japanese(e.text.ja)) << number(e.code);
    EXPECT_EQ(e.remedy.en.empty(), e.remedy.ja.empty()) << number(e.code);
    EXPECT_TRUE(!good(e.code) || e.remedy.en.empty()) << number(e.code);
    EXPECT_EQ(&entry(e.code), &e);
  }
}

TEST(Reply, EachFaultHasWordsInBothLanguages) {
  for (std::size_t i = 0; i < fault_names.size(); ++i) {
    const auto text = text_of(static_cast<fault_kind>(i));
    EXPECT_FALSE(text.en.empty()) << fault_names[i];
    EXPECT_TRUE(has_japanese(text.ja)) << fault_names[i];
  }
}

TEST(Reply, WhatTheHostSaysBecomesACode) {
  const command on{.what = verb::on, .points = {}, .value = {}};
  const point::info pump{.id = "pump1", .title = "Pump"};
  const auto code = [&](point::result r, point::refusal why = point::refusal::none, bool duplicate = false) {
    point::operated o;
    o.result = r;
    o.refusal = why;
    o.duplicate = duplicate;
    return came_of(on, pump, o).code;
  };
  using point::refusal;
  using point::result;
  EXPECT_EQ(code(result::done), reply::done);
  EXPECT_EQ(code(result::done, refusal::none, true), reply::already);
  EXPECT_EQ(code(result::would), reply::would);
  EXPECT_EQ(code(result::failed), reply::failed);
  EXPECT_EQ(code(result::unknown), reply::result_unknown);
  EXPECT_EQ(code(result::never), reply::not_executed);
  EXPECT_EQ(code(result::pending), reply::under_way);
  EXPECT_EQ(code(result::refused, refusal::limits), reply::out_of_limits);
  EXPECT_EQ(code(result::refused, refusal::denied), reply::denied);
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
}  // namespace watchpost::mail_command
