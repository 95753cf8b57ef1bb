// Where commands stand in a mail, and what of the rest makes it doubtful.
#include "../grammar/told.h"
#include "whole_mail.h"

#include <gtest/gtest.h>

namespace watchpost::mail_command::test {
namespace {

TEST(Doubt, CommandsStandAtTheTop) {
  EXPECT_EQ(moved("gate on\nvalve off\n"), "on gate; off valve");
  EXPECT_EQ(moved("Hello,\n\ngate on\n\nBest regards\nTaro Tanaka\nExample Works\n"), "on gate");
  EXPECT_EQ(moved("gate on\n\nTaro Tanaka\nExample Works, Tokyo\n+81 3 1234 5678\n"), "on gate")
      << "a signature";
  EXPECT_EQ(moved("gate on\nExample Works\n"), "-") << "directly below may be the rest of a sentence";
  EXPECT_EQ(moved("We have an incident.\n\ngate on\n"), "-");
  EXPECT_EQ(moved("gate on\n\nExample Works\n\nvalve on\n"), "-") << "below the block";
}

TEST(Doubt, IsToldWithTheLineAndWhatWasHeld) {
  const grammar::parsed p = read({.text = "gate on\nget level\n\nExample Works\nbut only if it is dry\n"});
  ASSERT_TRUE(p.in_doubt);
  EXPECT_EQ(p.in_doubt->kind, grammar::doubt::reason::below);
  EXPECT_EQ(p.in_doubt->line, 4u);
  EXPECT_EQ(p.in_doubt->source, "but only if it is dry");
  EXPECT_EQ(obeyed(p), "get level") << "what asks is answered";
  ASSERT_EQ(p.faults.size(), 1u);
  EXPECT_EQ(p.faults[0].kind, grammar::fault_kind::held);
  EXPECT_EQ(p.faults[0].source, "gate on");
}

TEST(Doubt, OfWhatAsksThereIsNone) {
  const grammar::parsed p =
      read({.text = "Could you tell me, please:\n\nget level\n\nI will not be here, Bob\n"});
  EXPECT_FALSE(p.in_doubt);
  EXPECT_EQ(obeyed(p), "get level");
}

TEST(Doubt, ASignatureOrADisclaimerHurtsNobody) {
  for (const std::string below :
       {"Taro Tanaka\nHead of Maintenance",
        "Taro Tanaka | Example Works | www.example.jp | follow us on LinkedIn",
        "株式会社サンプル 設備運転課\n田中太郎\n東京都千代田区丸の内1-1-1",
        "Mit freundlichen Grüßen\nKlaus Meier\nWerk 3", "Sent on the move",
        "Tel.: +81 3 1234 5678\nMail: taro@example.jp",
        "This e-mail is confidential. If you are not the intended recipient, please do not open it.",
        "Example Works\n\nDiese E-Mail ist vertraulich. Wenn Sie nicht der Empfänger sind, öffnen Sie sie "
        "nicht.",
        "このメールには機密情報が含まれている場合があります。誤って受信した場合は破棄してください。"})
    EXPECT_EQ(moved("gate on\n\n" + below + "\n"), "on gate") << below;
}

TEST(Doubt, ASecondThoughtBelowHoldsAll) {
  for (const std::string below :
       {"No wait, not yet!", "Sorry, wrong mail.", "Please don't do it before noon.",
        "But only if it is dry.", "Not pump2!", "Ask Bob first.", "Bitte erst morgen.", "Doch nicht!",
        "やっぱり中止してください。", "まだ動かさないでください。", "ただし水位が低い場合。",
        "K7QF-3MZX-9TRA", "temp1 looks odd", "Turn it off again later.",
        "Note: only if the level is low\nMail: taro@example.jp", "Cave: pump1\nDatum: 2026"})
    EXPECT_EQ(moved("gate on\n\n" + below + "\n"), "-") << below;
}

TEST(Doubt, AgreementCountsAsTheFirstLineOnly) {
  const std::string code = "K7QF-3MZX-9TRA";
  EXPECT_EQ(moved("confirm " + code + "\n"), "confirm code k7qf-3mzx-9tra");
  EXPECT_EQ(moved("Hello,\n\ncode 123456\nconfirm " + code + "\n"), "confirm code k7qf-3mzx-9tra");
  EXPECT_EQ(moved("get level\nconfirm " + code + "\n"), "-");
  EXPECT_EQ(moved("gate on\nack level\n"), "-");
  EXPECT_EQ(moved("ack level\ngate on\n"), "ack level; on gate");
  EXPECT_EQ(read({.text = "get level\nconfirm " + code + "\n"}).faults.at(0).kind,
            grammar::fault_kind::not_first);
}

TEST(Doubt, ALineIsRefusedWholeForOneNameThatIsNoPoint) {
  const grammar::parsed p = read({.text = "pump1, pomp2 on\n"});
  EXPECT_EQ(obeyed(p), "-");
  ASSERT_EQ(p.faults.size(), 1u);
  EXPECT_EQ(p.faults[0].kind, grammar::fault_kind::no_such_point);
  EXPECT_EQ(p.faults[0].word, "pomp2");
  EXPECT_EQ(moved("ポンプ1とポンプ2を停止\n"), "off ポンプ1,ポンプ2");
  EXPECT_EQ(moved("ポンプ1と水槽を停止\n"), "-");
  EXPECT_EQ(moved("pump1² on\n"), "-");
  EXPECT_EQ(moved("set temp1 25℃\n"), "set temp1 = 25℃");
}

TEST(Doubt, QuotedLinesArePassedOver) {
  EXPECT_EQ(moved("> shall I?\n\ngate on\n"), "on gate");
  EXPECT_EQ(
      moved("> Could somebody please see to it that, as long as the level is as low as now,\ngate on\n"), "-")
      << "may be the rest of the long line above it";
}

TEST(Doubt, OtherTextsOfTheMailAreLookedAtAsWell) {
  const std::vector<std::string> lines{"gate on"}, besides{"but not before noon"},
      harmless{"Checked by a scanner."};
  EXPECT_EQ(moved(grammar::parse("", lines, {.points = &plant(), .besides = besides})), "-");
  EXPECT_EQ(moved(grammar::parse("", lines, {.points = &plant(), .besides = harmless})), "on gate");
}

TEST(Doubt, HtmlIsReadInTheParagraphsThatItsReaderSees) {
  EXPECT_EQ(moved(read({.text = "<div>gate on</div><div><br></div><div>Example Works</div>", .html = true})),
            "on gate");
  EXPECT_EQ(moved(read({.text = "<p>gate on</p><p>Example Works</p>", .html = true})), "on gate");
  EXPECT_EQ(moved(read({.text = "<div>gate on</div><div>Example Works</div>", .html = true})), "-");
  EXPECT_EQ(moved(read({.text = "<ul><li>gate on<li>valve on</ul>", .html = true})), "on gate; on valve");
  EXPECT_EQ(moved(read({.text = "<p>get level</p><hr><p>gate on</p>", .html = true})), "-");
}

}  // namespace
}  // namespace watchpost::mail_command::test
