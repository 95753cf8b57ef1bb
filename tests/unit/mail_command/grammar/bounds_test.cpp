#include "mail_command/grammar/match.h"
#include "told.h"

#include <gtest/gtest.h>

namespace watchpost::mail_command::grammar {
namespace {

TEST(Bounds, WhatEndsTheCommands) {
  struct example {
    std::string line;
    ending why;
  };
  for (const example& e : {example{"quit", ending::quit},
                           {"終了", ending::quit},
                           {"以上です。", ending::quit},
                           {"Thank you!", ending::quit},
                           {"-- ", ending::signature},
                           {"＃＃ｅｎｄ", ending::marker},
                           {"[watchpost:0123456789ab] plant", ending::quotation},
                           {"> [watchpost:0123456789ab] plant", ending::quotation},
                           {"200 done: Pump 1", ending::quotation}}) {
    const parsed p = read({"on pump1", e.line, "Tanaka", "Tokyo"}, {.end_marker = "##End"});
    EXPECT_EQ(p.commands.size(), 1u) << e.line;
    EXPECT_EQ(p.ended, e.why) << e.line;
    EXPECT_TRUE(p.faults.empty()) << e.line;
    EXPECT_FALSE(p.in_doubt) << e.line;
  }
}

TEST(Bounds, GreetingsQuotesAndCommentsArePassedOver) {
  const parsed p = read(
      {"お疲れ様です。", "", "> on pump9", "＞on pump9", "# on pump9", "on pump1", "よろしくお願いします。"});
  ASSERT_EQ(p.commands.size(), 1u);
  EXPECT_EQ(p.commands[0].line, 3u) << "quoted and empty lines are not counted";
  EXPECT_TRUE(p.faults.empty());
  EXPECT_EQ(p.in, language::japanese);
}

TEST(Bounds, WordOfAFault) {
  const std::string word = "x" + std::string(longest_word, 'u');
  const point_names points(std::vector<point::info>{{.id = "pump1", .title = "Pump 1"}});
  for (const std::string& line : {word, "on " + word, "pump1 is " + word}) {
    const parsed p = read({line}, {.points = &points});
    ASSERT_FALSE(p.faults.empty()) << line;
    for (const fault& f : p.faults) EXPECT_LE(f.word.size(), longest_word) << line;
  }
}

TEST(Bounds, LinesCommandsFaultsAndPoints) {
  // What is not read whole moves nothing.
  const std::vector<std::string> many(50, "on pump1");
  parsed p = read(many, {.max_commands = 3});
  EXPECT_TRUE(p.commands.empty());
  EXPECT_EQ(p.in_doubt.value().kind, doubt::reason::unread);
  EXPECT_EQ(p.faults.size(), 4u);
  EXPECT_EQ(p.faults.back().kind, fault_kind::too_many_commands);

  p = read(std::vector<std::string>(50, "list"), {.max_commands = 3});
  EXPECT_EQ(p.commands.size(), 3u);
  EXPECT_EQ(p.faults.at(0).kind, fault_kind::too_many_commands);

  p = read(many, {.max_lines = 5, .max_commands = 20});
  EXPECT_TRUE(p.commands.empty());
  EXPECT_EQ(p.faults.back().kind, fault_kind::too_many_lines);

  p = read({"on pump1"}, {.cut = true});
  EXPECT_EQ(p.in_doubt.value().kind, doubt::reason::unread);

  p = read(std::vector<std::string>(50, "frobnicate"));
  EXPECT_EQ(p.faults.size(), most_faults + 1);
  EXPECT_EQ(p.faults.back().kind, fault_kind::too_many_faults);

  p = read({"on " + std::string(most_line, 'x')});
  EXPECT_EQ(p.faults.at(0).kind, fault_kind::long_line);
  EXPECT_TRUE(p.commands.empty());

  std::string points = " p";
  for (int i = 0; i < 25; ++i) points += ", p" + std::to_string(i);
  EXPECT_EQ(told("on" + points), "! too_many_points");
}

TEST(Bounds, SubjectIsACommandOnlyWhenTheSettingSaysSoAndItIsOne) {
  EXPECT_TRUE(read({}, {}, "on pump1").empty());
  const parsed p = read({"off pump2"}, {.subject_commands = true}, "on pump1");
  ASSERT_EQ(p.commands.size(), 2u);
  EXPECT_EQ(told(p.commands[0]), "on pump1");
  EXPECT_EQ(p.commands[0].line, 0u);
  // The subject of an answer comes back in a reply: it must not be carried out again.
  EXPECT_TRUE(read({}, {.subject_commands = true}, "Re: on pump1").empty());
  EXPECT_TRUE(read({}, {.subject_commands = true}, "Monday").empty());
  EXPECT_TRUE(read({"Only if the level is low."}, {.subject_commands = true}, "on pump1").in_doubt);
  EXPECT_FALSE(read({"Tanaka"}, {.subject_commands = true}, "on pump1").in_doubt);
}

TEST(Bounds, ALineHasFewModifiers) {
  std::string line = "on pump1";
  for (int i = 0; i < 8; ++i) line += " please";
  EXPECT_EQ(told(line), "on pump1");
  for (int i = 0; i < 50; ++i) line += " please";
  EXPECT_EQ(told(line), "! not_here");
}

TEST(Bounds, AnythingIsRead) {
  for (const std::string line :
       {"\xff\xfe", "\xe3\x81", "を",   "は?",     "に",   "を を を",   "=",
        ",",        "\"\"",     "「」", "を=を",   "turn", "switch off", "for",
        "for 10m",  "10分間",   "の",   "dry-run", "?",    "*",          "\xe3\x80\x80"}) {
    const parsed p = read({line});
    EXPECT_LE(p.commands.size() + p.faults.size(), 1u) << line;
    for (const auto& c : p.commands) EXPECT_FALSE(operates(c.action)) << line;
  }
}

}  // namespace
}  // namespace watchpost::mail_command::grammar
