#include "told.h"

#include <gtest/gtest.h>

#include <vector>

namespace watchpost::mail_command::grammar {
namespace {

struct example {
  std::string line, means;
};

void expect_all(const std::vector<example>& examples) {
  for (const auto& e : examples) EXPECT_EQ(told(e.line), e.means) << e.line;
}

TEST(Sentences, English) {
  expect_all({
      {"help", "help"},
      {"?", "help"},
      {"list", "list"},
      {"LIST pump*", "list pump*"},
      {"get temp1 temp2, level", "get temp1,temp2,level"},
      {"show all", "get *"},
      {"status", "status"},
      {"status pump1", "status pump1"},
      {"on pump1", "on pump1"},
      {"Turn on pump1 please", "on pump1"},
      {"turn pump1 off", "off pump1"},
      {"pump1 on", "on pump1"},
      {"start pump1", "on pump1"},
      {"stop pump1.", "off pump1"},
      {"Pump1 on!", "on pump1"},
      {"pump1 on...", "! unknown_word"},
      {"pump1 on until 6 p.m.", "on pump1 until 18:0"},
      {"on pump1 and pump2", "on pump1,pump2"},
      {"pump1, pump2, and gate off", "off pump1,pump2,gate"},
      {"„Boiler room pump“ on", "on boiler room pump"},
      {"«Boiler room pump» on", "on boiler room pump"},
      {"stop ‘Boiler room pump’", "off boiler room pump"},
      {"please switch off \"Boiler room pump\"", "off boiler room pump"},
      {"toggle valve?", "toggle valve?"},
      {"pulse horn for 2s", "pulse horn for 2000"},
      {"set temp1 25.5", "set temp1 = 25.5"},
      {"set temp1 = 25.5", "set temp1 = 25.5"},
      {"set temp1 to 25.5 kPa", "set temp1 = 25.5 kPa"},
      {"set a, b -3", "set a,b = -3"},
      {"set sign Hello, World", "set sign = Hello, World"},
      {"set sign \"wait for 10m\"", "set sign = wait for 10m"},
      {"temp1=25.5", "set temp1 = 25.5"},
      {"a, b = on", "set a,b = on"},
      {"set sign \"\"", "set sign = "},
      {"ack all", "ack *"},
      {"ack K7QF-3MZX-9TRA", "ack code k7qf-3mzx-9tra"},
      {"confirm K7QF-3MZX-9TRA", "confirm code k7qf-3mzx-9tra"},
      {"Confirm: K7QF-3MZX-9TRA.", "confirm code k7qf-3mzx-9tra"},
      {"set sign Stop here.", "set sign = Stop here."},
      {"set temp1 25.", "set temp1 = 25"},
      {"dry-run on pump1", "on pump1 dry"},
      {"on pump1 dry run", "on pump1 dry"},
  });
}

TEST(Sentences, Japanese) {
  expect_all({
      {"ヘルプ", "help"},
      {"使い方", "help"},
      {"一覧", "list"},
      {"一覧を表示してください", "list"},
      {"状態", "status"},
      {"状態を教えてください", "status"},
      {"ポンプ1の状態を教えてください", "status ポンプ1"},
      {"ポンプ1の値は？", "get ポンプ1"},
      {"ポンプ1は？", "get ポンプ1"},
      {"温度1の現在値", "get 温度1"},
      {"温度1、温度2を確認してください", "get 温度1,温度2"},
      {"取得　温度*", "get 温度*"},
      {"オン ポンプ1", "on ポンプ1"},
      {"ポンプ1 オン", "on ポンプ1"},
      {"ポンプ1をオン", "on ポンプ1"},
      {"ポンプ1を入れる", "on ポンプ1"},
      {"ポンプ1をオンにする", "on ポンプ1"},
      {"ポンプ1をONにして下さい。", "on ポンプ1"},
      {"ポンプ1を 起動してください", "on ポンプ1"},
      {"ポンプ1 を 運転 お願いします", "! unknown_word"},
      {"ポンプ1を運転お願いします", "on ポンプ1"},
      {"ポンプ1の運転をお願いします", "! unknown_word <ポンプ1の 運転をお願いします>"},
      {"ポンプ1、ポンプ2を止めてください", "off ポンプ1,ポンプ2"},
      {"ポンプ1を停止", "off ポンプ1"},
      {"ポンプ1を切る", "off ポンプ1"},
      {"照明を消して", "off 照明"},
      {"ポンプ1 反転", "toggle ポンプ1"},
      {"ブザーを2秒間パルス出力", "pulse ブザー for 2000"},
      {"設定 温度1 25.5", "set 温度1 = 25.5"},
      {"温度1を25.5に設定", "set 温度1 = 25.5"},
      {"温度1を２５．５℃に設定してください", "set 温度1 = ２５．５℃"},
      {"温度1を25.5にする", "set 温度1 = 25.5"},
      {"設定 温度1を25.5", "set 温度1 = 25.5"},
      {"温度1＝25.5", "set 温度1 = 25.5"},
      {"バルブ1を開にする", "set バルブ1 = 開"},
      {"モードを冷房運転にする", "set モード = 冷房運転"},
      {"表示1を「Hello World」に設定", "set 表示1 = Hello World"},
      {"「ボイラー室 ポンプ」をオン", "on ボイラー室 ポンプ"},
      {"警報確認 ポンプ1", "ack ポンプ1"},
      {"承認 K7QF-3MZX-9TRA", "confirm code k7qf-3mzx-9tra"},
      {"承認：K7QF-3MZX-9TRA", "confirm code k7qf-3mzx-9tra"},
      {"ポンプ1 と ポンプ2 を停止", "off ポンプ1,ポンプ2"},
      {"確認 K7QF-3MZX-9TRA", "confirm code k7qf-3mzx-9tra"},
      {"承認　Ｋ７ＱＦ－３ＭＺＸ－９ＴＲＡ", "confirm code k7qf-3mzx-9tra"},
      {"試行 ポンプ1をオン", "on ポンプ1 dry"},
      {"全部 停止", "off *"},
  });
}

TEST(Sentences, WidthAndCaseDoNotMatter) {
  EXPECT_EQ(told(std::string("ＯＮ　ポンプ１")), "on ポンプ1");
  EXPECT_EQ(told(std::string("ｵﾝ ﾎﾟﾝﾌﾟ1")), "on ポンプ1");
  EXPECT_EQ(told(std::string("ﾎﾟﾝﾌﾟ１をｵﾝにする")), "on ポンプ1");
  EXPECT_EQ(told(std::string("Pump1 ＝ ＯＦＦ")), "set pump1 = ＯＦＦ");
}

TEST(Sentences, Times) {
  expect_all({
      {"on pump1 for 10m", "on pump1 for 600000"},
      {"on pump1 for 1h 30m", "on pump1 for 5400000"},
      {"for 10 minutes on pump1", "on pump1 for 600000"},
      {"on for 10m pump1", "on pump1 for 600000"},
      {"on pump1 until 18:30", "on pump1 until 18:30"},
      {"on pump1 until 6:30 pm", "on pump1 until 18:30"},
      {"on pump1 until tomorrow 7:00", "on pump1 until tomorrow+7:0"},
      {"on pump1 until 2026-11-26 07:00", "on pump1 until 2026/11/26+7:0"},
      {"on pump1 before 18:30 for 5m", "on pump1 for 300000 before 18:30"},
      {"ポンプ1を10分間オンにする", "on ポンプ1 for 600000"},
      {"ポンプ1を 10分間 オン", "on ポンプ1 for 600000"},
      {"10分間 ポンプ1をオン", "on ポンプ1 for 600000"},
      {"ポンプ1 オン 1時間30分間", "on ポンプ1 for 5400000"},
      {"ポンプ1を18:30まで運転", "on ポンプ1 until 18:30"},
      {"ポンプ1を午後6時半まで運転してください", "on ポンプ1 until 18:30"},
      {"ポンプ1を明日7時まで停止", "off ポンプ1 until tomorrow+7:0"},
      {"ポンプ1を18:30までに起動", "on ポンプ1 before 18:30"},
      {"18:30まで 温度1を25に設定", "set 温度1 = 25 until 18:30"},
      {"温度1を25に設定 10分間", "set 温度1 = 25 for 600000"},
      {"set temp1 25 for 10m", "set temp1 = 25 for 600000"},
      // A title that begins like a duration stays whole.
      {"get 10分間平均流量", "get 10分間平均流量"},
      {"10分間平均流量の値", "get 10分間平均流量"},
  });
}

TEST(Sentences, WhatIsNotSureMovesNothing) {
  expect_all({
      {"ポンプ1オン", "! unknown_word <ポンプ1 オン>"},
      {"ポンプ1をオンにしない", "! unknown_word"},
      {"ポンプ1をオンにしないでください", "! unknown_word"},
      {"ポンプ1を停止した", "! unknown_word"},
      {"ポンプ1 運転？", "get ポンプ1"},
      {"ポンプ1は停止？", "get ポンプ1"},
      {"バルブ1を開ける", "! unknown_word <バルブ1を開にする>"},
      {"open valve1", "! unknown_word <valve1 = open>"},
      {"on", "! no_point"},
      {"オンにする", "! no_point"},
      {"on pump1 off", "! twice"},
      {"on pump1 off pump2", "! twice"},
      {"on pump1 for 10m until 18:30", "! twice"},
      {"on pump1 for ever", "! bad_time"},
      {"on pump1 until 25:00", "! bad_time"},
      {"ポンプ1を25:99まで オン", "! bad_time"},
      {"on pump1 for 8d", "! bad_time"},
      {"on pump1 for 0s", "! bad_time"},
      {"get temp1 for 10m", "! not_here"},
      {"pulse horn until 18:30", "! not_here"},
      {"set temp1", "! no_value"},
      {"set", "! no_point"},
      {"25にする", "! no_value"},
      {"ポンプ1を急いで オン", "! not_here"},
      {"温度1=", "! no_value"},
      {"temp1 temp2 = 5", "! not_here"},
      {"on \"pump1", "! unclosed_quote"},
      {"confirm", "! no_code"},
      {"confirm pump1", "! no_code"},
      {"ok", "! no_code"},
      {"了解", "! no_point"},
      {"ack", "! no_point"},
      {"button1", "! unknown_word"},
  });
}

TEST(Sentences, SignsOfListsAndEmphasisAreTakenAway) {
  expect_all({
      {"* pump1 on", "on pump1"},
      {"- on pump1", "on pump1"},
      {"• pump1 on", "on pump1"},
      {"・ポンプ1 オン", "on ポンプ1"},
      {"1. pump1 on", "on pump1"},
      {"(2) pump1 on", "on pump1"},
      {"**pump1 on**", "on pump1"},
      {"**pump1** on", "on pump1"},
      {"_pump1_ *on*", "on pump1"},
      {"*ポンプ1*を停止", "off ポンプ1"},
      {"*pump_1 and pump_2* on", "on pump_1,pump_2"},
      {"pump* on", "on pump*"},
      {"set sign \"*a*\"", "set sign = *a*"},
      // A bare star is no pattern.
      {"* on", "! no_point"},
      {"on *", "! not_here"},
      {"all on", "on *"},
      {"~~pump1 on~~", "! unknown_word"},
  });
}

// With nothing left over.
TEST(Sentences, WhatMovesIsAWholeSentence) {
  for (const char* line :
       {"pump1 is off", "please do not switch pump1 off", "stop pump1 only if the level is low",
        "on pump1 tomorrow 7:00", "18:30 pump1 off", "pump1 off bis 18:30", "pump1 pump2 on",
        "ポンプ1 以外 すべて 停止", "on pump1,", "on , pump1", "pump1 and on", "ack a b", "help me please"})
    EXPECT_EQ(told(std::string(line)).substr(0, 1), "!") << line;
}

TEST(Sentences, DidYouMean) {
  expect_all({
      {"hlep", "! unknown_word <help>"},
      {"stauts pump1", "! unknown_word <status> <state> <start>"},
      {"toggel pump1", "! unknown_word <toggle>"},
      {"ヘルブ", "! unknown_word <ヘルプ>"},
      {"ポンプ1 オソ", "! unknown_word <オン> <オフ>"},
      {"qiut", "! unknown_word <quit>"},
  });
}

}  // namespace
}  // namespace watchpost::mail_command::grammar
