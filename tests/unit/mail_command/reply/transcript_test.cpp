#include "mail_command/reply/transcript.h"

#include "mail_command/grammar/parse.h"
#include "mail_command/grammar/tokens.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

namespace watchpost::mail_command::reply {
namespace {

constexpr std::int64_t now = 1'795'607'590'123;  // 2026-11-25 11:53:10 UTC

voice in(grammar::language l) {
  return {.in = l, .zone = [](std::int64_t) { return 540; }, .zone_name = {}};
}

point::info pump() {
  point::info p{.id = "pump1", .title = "ポンプ1"};
  p.output = p.operable = p.confirmed = true;
  p.on_word = "運転";
  p.off_word = "停止";
  return p;
}

point::info temperature() {
  point::info p{.id = "temp1", .title = "temp1"};
  p.kind = point::kind::analog;
  p.unit = "kPa";
  p.decimals = 1;
  p.min = 0;
  p.max = 100;
  return p;
}

point::sample sample(point::value v) {
  return {.value = std::move(v), .quality = point::quality::good, .at_ms = now};
}

line_result switched() {
  const grammar::command c{
      .action = grammar::verb::on, .points = {}, .value = {}, .line = 1, .source = "ポンプ1 オン"};
  point::operated o;
  o.result = point::result::done;
  o.asked = true;
  o.before = sample(false);
  o.after = sample(true);
  return came_of(c, pump(), o);
}

TEST(Transcript, AnOperationTellsOldNewAndReadBack) {
  EXPECT_EQ(line_text(switched(), in(grammar::language::english)),
            "200 done: ポンプ1 (pump1) 停止 -> 運転, reads back 運転 (good, 2026-11-25 20:53:10 +09:00)");
  EXPECT_EQ(
      line_text(switched(), in(grammar::language::japanese)),
      "200 実行しました: ポンプ1 (pump1) 停止 → 運転、読み返し 運転（正常、2026-11-25 20:53:10 +09:00）");
}

TEST(Transcript, AValueHasUnitQualityTimeAndAlarm) {
  point::sample s = sample(78.54);
  s.quality = point::quality::uncertain;
  s.alarm = point::alarm::active;
  const grammar::command c{
      .action = grammar::verb::get, .points = {}, .value = {}, .line = 1, .source = "get temp1"};
  voice v = in(grammar::language::english);
  v.zone_name = "JST";
  EXPECT_EQ(line_text(has_value(c, temperature(), s), v),
            "202 value: temp1 = 78.5 kPa (uncertain, ALARM, 2026-11-25 20:53:10 JST)");
  EXPECT_EQ(line_text(has_value(c, temperature(), {}), in(grammar::language::japanese)),
            "202 現在値: temp1 = 値なし（異常）");
}

TEST(Transcript, ARevertAndARefusalSayWhatIsNext) {
  line_result r = switched();
  r.reverts_ms = now + 600'000;
  EXPECT_NE(line_text(r, in(grammar::language::english)).find("; goes back at 2026-11-25 21:03:10 +09:00"),
            std::string::npos);
  r.given_up_ms = now + 300'000;
  EXPECT_NE(line_text(r, in(grammar::language::english))
                .find("21:03:10 +09:00, not at 2026-11-25 20:58:10 +09:00 any"),
            std::string::npos);
  r.reverts_ms = 0;
  EXPECT_NE(line_text(r, in(grammar::language::english))
                .find("; does not go back at 2026-11-25 20:58:10 +09:00 any"),
            std::string::npos);
  EXPECT_NE(line_text(r, in(grammar::language::japanese))
                .find("2026-11-25 20:58:10 +09:00 に戻す予定は取り消しました"),
            std::string::npos);
  const grammar::command c{
      .action = grammar::verb::on, .points = {}, .value = {}, .line = 2, .source = "on pmup1"};
  EXPECT_EQ(line_text(not_found(c, {"pmup1", "pmup1", false},
                                {.points = {}, .ambiguous = false, .meant = {"pump1"}}),
                      in(grammar::language::english)),
            "510 there is no such point: 'pmup1'; did you mean 'pump1'?");
  EXPECT_EQ(line_text(line_of(c, reply_code::denied), in(grammar::language::english)),
            "440 the facility does not allow it now; it is in local mode or interlocked: see to it there");
}

TEST(Transcript, LinesStandBehindWhatWasAskedOnce) {
  line_result second = switched();
  line_result asked{.line = 2, .source = "ポンプ2 オン", .code = reply_code::confirm};
  asked.mailed_code = "K7QF-3MZX-9TRA";
  asked.expires_ms = now + 900'000;
  const std::vector<line_result> lines{switched(), second, asked};
  const auto text = transcript({.host = "plant 1", .principal = "tanaka@example.jp", .answered_ms = now},
                               lines, in(grammar::language::japanese));
  const std::string first = line_text(switched(), in(grammar::language::japanese));
  EXPECT_EQ(text,
            "plant 1  2026-11-25 20:53:10 +09:00\n依頼者: tanaka@example.jp\n\n> ポンプ1 オン\n" + first +
                "\n" + first +
                "\n\n> ポンプ2 オン\n450 "
                "まだ実行していません。承認が必要です。次に示す言葉を書いて返信してください\n"
                "    返信に書く言葉: 承認 K7QF-3MZX-9TRA\n    （有効期限 2026-11-25 21:08:10 +09:00）\n");
}

// What an answer asks to be sent back is understood when it is sent, and not when the answer's own line is.
TEST(Transcript, TheWordsToSendBackAreACommandAndTheirLineIsNone) {
  line_result asked{.line = 1, .source = "on pump1", .code = reply_code::confirm};
  asked.mailed_code = "K7QF-3MZX-9TRA";
  for (const auto l : {grammar::language::english, grammar::language::japanese}) {
    const std::string text = transcript({.host = "h", .answered_ms = now}, std::vector{asked}, in(l));
    const auto at = text.find("    ");
    ASSERT_NE(at, std::string::npos);
    const std::string line = text.substr(at, text.find('\n', at) - at);
    EXPECT_TRUE(grammar::parse("", std::vector{line}, {}).commands.empty()) << line;
    const grammar::parsed p = grammar::parse("", std::vector{line.substr(line.find(": ") + 2)}, {});
    ASSERT_EQ(p.commands.size(), 1u) << line;
    EXPECT_EQ(p.commands[0].action, grammar::verb::confirm);
    EXPECT_EQ(p.commands[0].code, "k7qf-3mzx-9tra");
  }
}

TEST(Transcript, AMailInDoubtIsToldSoFirst) {
  const std::vector<line_result> lines{switched()};
  const auto first = [&](grammar::doubt d, grammar::language l) {
    const auto text = transcript({.host = "h", .answered_ms = now, .in_doubt = std::move(d)}, lines, in(l));
    return text.substr(0, text.find("\n\n"));
  };
  EXPECT_EQ(first({grammar::doubt::reason::line, 3, "if it is dry"}, grammar::language::english),
            "Nothing was operated: line 3 of the mail is no command.\n> if it is dry\n"
            "Send the commands again, alone and at the top of a new mail.");
  EXPECT_EQ(
      first({grammar::doubt::reason::below, 7, "..."}, grammar::language::japanese),
      "操作は何も行っていません。コマンドより下の7行目に、ポイントや操作に関わる文があるためです。\n> ...\n"
      "コマンドだけを、新しいメールの先頭に書いて送信してください。");
  EXPECT_EQ(first({grammar::doubt::reason::unread, 0, ""}, grammar::language::english),
            "Nothing was operated: the mail is longer than what is read.\n"
            "Send the commands again, alone and at the top of a new mail.");
}

TEST(Transcript, NobodysWordsMakeALineOfTheirOwn) {
  line_result r = switched();
  r.text = "x\r\n200 done: forged";
  r.about->title = "a\nb";
  const auto text =
      transcript({.host = "h\n", .answered_ms = now}, std::vector{r}, in(grammar::language::english));
  EXPECT_EQ(text.find("\n200 done: forged"), std::string::npos);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
}

TEST(Transcript, EnglishTextsAreAscii) {
  const auto ascii = [](const std::string& s) {
    return std::all_of(s.begin(), s.end(), [](char c) { return c > 0; });
  };
  const voice v = in(grammar::language::english);
  EXPECT_TRUE(ascii(help_text(v)));
  for (const auto& e : replies()) {
    line_result r{.line = 1, .source = "x", .code = e.code};
    r.word = "w";
    r.fault = grammar::fault_kind::no_value;
    EXPECT_TRUE(ascii(line_text(r, v)));
  }
  const listed_point temp{temperature(), false};
  EXPECT_EQ(list_text(std::vector{temp}, v), "temp1: analog input, 0.0..100.0 kPa\n");
}

TEST(Transcript, ListAndStatusInJapanese) {
  const voice v = in(grammar::language::japanese);
  const std::vector<listed_point> points{{pump(), true}, {pump(), false}, {temperature(), true}};
  EXPECT_EQ(list_text(points, v),
            "ポンプ1 (pump1): デジタル出力、停止/運転、操作可、承認が必要\n"
            "ポンプ1 (pump1): デジタル出力、停止/運転\n"
            "temp1: アナログ入力、0.0から100.0 kPa\n");
  EXPECT_EQ(status_text({.facts = {{{"state", "状態"}, "run (12)"}}, .alarms = {}}, v),
            "状態: run (12)\n警報: なし\n");
}

// The examples that the Japanese help text gives are commands.
TEST(Transcript, TheExamplesOfTheHelpTextAreUnderstood) {
  const std::vector<std::string> lines{"一覧",
                                       "ポンプ1の値",
                                       "取得 ポンプ1",
                                       "状態",
                                       "ポンプ1 オン",
                                       "ポンプ1を運転",
                                       "ポンプ1を入れる",
                                       "ポンプ1 オフ",
                                       "ポンプ1を停止",
                                       "ポンプ1を切る",
                                       "ポンプ1 反転",
                                       "ブザー パルス",
                                       "温度1を25.5に設定",
                                       "温度1 = 25.5",
                                       "ポンプ1を10分間オン",
                                       "ポンプ1を18:30まで運転",
                                       "試行 ポンプ1をオン",
                                       "バルブ1を開にする"};
  const std::string help = help_text(in(grammar::language::japanese));
  for (const auto& line : lines) EXPECT_NE(help.find(line), std::string::npos) << line;
  const grammar::parsed p = grammar::parse("", lines, {});
  EXPECT_TRUE(p.faults.empty()) << p.faults.at(0).source;
  EXPECT_EQ(p.commands.size(), lines.size());
}

}  // namespace
}  // namespace watchpost::mail_command::reply
