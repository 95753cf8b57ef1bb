#include "mail_command/grammar/value.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace watchpost::mail_command::grammar {
namespace {

using point::value;

point::info of(point::kind kind) {
  point::info p{.id = "p", .title = "P"};
  p.kind = kind;
  p.unit = "℃";
  return p;
}

TEST(Value, DigitalInTheWordsOfThePointAndInGeneralOnes) {
  point::info valve = of(point::kind::digital);
  valve.on_word = "開";
  valve.off_word = "閉";
  for (const char* on : {"開", "on", "ＯＮ", "オン", "ｵﾝ", "入", "1", "運転"})
    EXPECT_EQ(read_value(valve, on), value(true)) << on;
  for (const char* off : {"閉", "off", "オフ", "切", "0", "停止"})
    EXPECT_EQ(read_value(valve, off), value(false)) << off;
  for (const char* none : {"", "open", "2", "開閉"}) EXPECT_FALSE(read_value(valve, none)) << none;
}

TEST(Value, ThePointsOwnWordsOutweighTheGeneralOnes) {
  point::info contact = of(point::kind::digital);
  contact.on_word = "停止";
  contact.off_word = "運転";
  EXPECT_EQ(read_value(contact, "停止"), value(true));
  EXPECT_EQ(read_value(contact, "運転"), value(false));
}

TEST(Value, NumbersOfEveryWidthWithTheUnit) {
  const auto temp = of(point::kind::analog);
  for (const char* text : {"25.5", "２５．５", "25.5℃", "25.5 °C", "＋25.5"})
    EXPECT_EQ(read_value(temp, text), value(25.5)) << text;
  for (const char* text : {"-3", "−3", "－３", "ー3", "‐3"})
    EXPECT_EQ(read_value(temp, text), value(-3.0)) << text;
  for (const char* none :
       {"", "1,250", "1，250", "25,5", "25.5 kPa", "nan", "inf", "1e9", "0x10", "--3", "25.5.1"})
    EXPECT_FALSE(read_value(temp, none)) << none;
  EXPECT_EQ(read_value(of(point::kind::integer), "１２"), value(std::int64_t{12}));
  EXPECT_FALSE(read_value(of(point::kind::integer), "1.5"));
  EXPECT_FALSE(read_value(of(point::kind::counter), "-1"));
}

TEST(Value, RaisedDigitsAreNone) {
  for (const char* none : {"3²", "2½", "³", "①", "25²℃"})
    EXPECT_FALSE(read_value(of(point::kind::analog), none)) << none;
  EXPECT_FALSE(read_value(of(point::kind::digital), "¹"));
  auto area = of(point::kind::analog);
  area.unit = "m²";
  EXPECT_EQ(read_value(area, "3m²"), value(3.0));
  area.unit = "C";
  EXPECT_EQ(read_value(area, "25℃"), value(25.0));
}

TEST(Value, TextIsTakenAsWritten) {
  EXPECT_EQ(read_value(of(point::kind::text), "Ｈｅｌｌｏ World"), value(std::string("Ｈｅｌｌｏ World")));
}

}  // namespace
}  // namespace watchpost::mail_command::grammar
