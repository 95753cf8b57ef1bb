#include "mail_command/grammar/match.h"

#include "mail_command/grammar/distance.h"
#include "told.h"

#include <gtest/gtest.h>

namespace watchpost::mail_command::grammar {
namespace {

point_names names() {
  return point_names({{.id = "pump1", .title = "ポンプ1"},
                      {.id = "pump2", .title = "ポンプ2"},
                      {.id = "Temp1", .title = "ボイラー温度"},
                      {.id = "temp2", .title = "外気温"},
                      {.id = "temp3", .title = "外気温"}});
}

pattern named(const std::string& text) { return read({"get \"" + text + "\""}).commands.at(0).points.at(0); }
pattern globbed(const std::string& text) { return read({"get " + text}).commands.at(0).points.at(0); }

using indices = std::vector<std::size_t>;

TEST(Match, ByIdAndTitleInAnyWidthAndCase) {
  EXPECT_EQ(names().find(named("PUMP1")).points, indices{0});
  EXPECT_EQ(names().find(named("ﾎﾟﾝﾌﾟ２")).points, indices{1});
  EXPECT_EQ(names().find(named("temp1")).points, indices{2});
}

TEST(Match, GlobsOverIdsAndTitles) {
  EXPECT_EQ(names().find(globbed("pump*")).points, (indices{0, 1}));
  EXPECT_EQ(names().find(globbed("ポンプ？")).points, (indices{0, 1}));
  EXPECT_EQ(names().find(globbed("*温*")).points, (indices{2, 3, 4}));
  EXPECT_EQ(names().find(globbed("全部")).points.size(), 5u);
  EXPECT_TRUE(names().find(named("pump*")).points.empty()) << "quoted: no glob";
}

TEST(Match, RaisedDigitsAreOthers) {
  const point_names of({{.id = "pump1", .title = "CO₂"}, {.id = "pump12", .title = "ポンプ①"}});
  EXPECT_TRUE(of.find(named("pump1²")).points.empty());
  EXPECT_EQ(of.find(named("CO₂")).points, indices{0}) << "as it is written";
  EXPECT_EQ(of.find(named("co2")).points, indices{0});
  EXPECT_EQ(of.find(named("ポンプ1")).points, indices{1}) << "a circle is no raising";
}

TEST(Match, JoinedNamesArePartedWhereAllArePoints) {
  const auto parts = [](const std::string& text) { return names().apart({named(text)}).size(); };
  EXPECT_EQ(parts("ポンプ1とポンプ2"), 2u);
  EXPECT_EQ(parts("ポンプ1とボイラー温度とpump2"), 3u);
  EXPECT_EQ(parts("ポンプ1と水槽"), 1u);
  EXPECT_EQ(parts("と"), 1u);
}

TEST(Match, NamesStandInALineAsWords) {
  for (const char* line : {"the pump1, please", "ポンプ1です", "pump1", "a pump2-line"})
    EXPECT_TRUE(names().stands_in(line)) << line;
  for (const char* line : {"pump12", "the pumps", "apump1", ""})
    EXPECT_FALSE(names().stands_in(line)) << line;
}

TEST(Match, AnAmbiguousTitleMeansNoneAndNamesTheIds) {
  const auto m = names().find(named("外気温"));
  EXPECT_TRUE(m.ambiguous);
  EXPECT_TRUE(m.points.empty());
  EXPECT_EQ(m.meant, (std::vector<std::string>{"temp2", "temp3"}));
}

TEST(Match, TheExactIdOutweighsOneOfAnotherCase) {
  const point_names two({{.id = "P1", .title = "a"}, {.id = "p1", .title = "b"}});
  EXPECT_EQ(two.find(named("p1")).points, indices{1});
  EXPECT_EQ(two.find(named("P1")).points, indices{0});
  const point_names title({{.id = "x", .title = "pump1"}, {.id = "pump1", .title = "y"}});
  EXPECT_EQ(title.find(named("pump1")).points, indices{1});
}

TEST(Match, DidYouMean) {
  EXPECT_EQ(names().find(named("pmup1")).meant.at(0), "pump1");
  EXPECT_EQ(names().find(named("ボンプ1")).meant.at(0), "pump1");
  EXPECT_EQ(names().find(named("ボイラー")).meant.at(0), "Temp1");
  EXPECT_TRUE(names().find(named("compressor")).meant.empty());
}

TEST(Match, SeveralPatternsGiveEachPointOnce) {
  const std::vector<pattern> patterns{named("pump2"), globbed("pump*"), named("nothing")};
  const auto found = names().find(patterns);
  EXPECT_EQ(found.points, (indices{1, 0}));
  ASSERT_EQ(found.unmatched.size(), 1u);
  EXPECT_EQ(found.unmatched[0].first.text, "nothing");
  EXPECT_EQ(names().find(std::vector<pattern>{}).points.size(), 5u);
}

TEST(Match, DistanceCountsCodePointsAndSwaps) {
  EXPECT_EQ(distance("ポンプ", "ボンプ", 3), 1u);
  EXPECT_EQ(distance("pmup", "pump", 3), 1u);
  EXPECT_EQ(distance("", "abc", 5), 3u);
  EXPECT_EQ(distance("abcdef", "uvwxyz", 2), 3u);
}

}  // namespace
}  // namespace watchpost::mail_command::grammar
