#include "mail/message/written_lines.h"

#include "mail/message/html.h"
#include "mail/message/text_of_mail.h"
#include "times.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using watchpost::mail::message::text_of_html;
using watchpost::mail::message::unflowed;
using watchpost::mail::message::written_lines;
using watchpost::test::times;
using lines = std::vector<std::string>;

lines all_of(const std::string& text) { return written_lines(text, {.lines = 100, .line = 1000}).lines; }

// Without empty and quoted ones.
lines of(const std::string& text) {
  lines out = all_of(text);
  std::erase_if(
      out, [](const auto& line) { return line.empty() || line.starts_with('>') || line.starts_with("＞"); });
  return out;
}

// What is written above `below` is all that is read of both.
void expect_end(const std::string& below) {
  EXPECT_EQ(of("on pump1\n\n" + below + "\noff pump1\n"), lines{"on pump1"}) << below;
}

void expect_text(const std::string& line) { EXPECT_EQ(of(line + "\nlist\n"), (lines{line, "list"})) << line; }

TEST(WrittenLines, AreTrimmedAndKeepOneEmptyLineBetweenTwo) {
  EXPECT_EQ(all_of("\n\n on pump1\xc2\xa0\t\r\n\r\n　　\n　get　tank　\nlist\n\n"),
            (lines{"on pump1", "", "get　tank", "list"}));
  EXPECT_EQ(all_of(""), lines{});
}

TEST(WrittenLines, KeepTheMarksOfQuotedOnes) {
  EXPECT_EQ(all_of("> off a\n＞ off b\n  >> off c\non a\n"),
            (lines{"> off a", "＞ off b", ">> off c", "on a"}));
}

TEST(WrittenLines, SkipWhatAnnouncesAQuotation) {
  for (const std::string line :
       {"On Wed, Nov 25, 2026 at 10:00 AM Watchpost <wp@example.org> wrote:",
        "On Wed, Nov 25, 2026 at 10:00 AM Watchpost\n<wp@example.org> wrote:",
        "2026年11月25日(水) 10:00 Watchpost <wp@example.org>:",
        "2026/11/25 10:00、Watchpost <wp@example.org>のメール:",
        "2026/11/25 10:00、Watchpost\n<wp@example.org>のメール：",
        "Am Mi., 25. Nov. 2026 um 10:00 Uhr schrieb Watchpost <wp@example.org>:",
        "Le mer. 25 nov. 2026 à 10:00, Watchpost <wp@example.org> a écrit :",
        "El mié, 25 nov 2026 a las 10:00, Watchpost (<wp@example.org>) escribió:",
        "Il giorno mer 25 nov 2026 alle ore 10:00 Watchpost <wp@example.org>\nha scritto:",
        "Op wo 25 nov. 2026 om 10:00 schreef Watchpost <wp@example.org>:",
        "Watchpost <wp@example.org> 于2026年11月25日周三 10:00写道：",
        "2026년 11월 25일 (수) 오전 10:00, Watchpost <wp@example.org>님이 작성:",
        "Watchpostさんは書きました:", "wp@example.org wrote:"}) {
    EXPECT_EQ(of("on a\n" + line + "\n\n> off a\n"), lines{"on a"}) << line;
    EXPECT_EQ(of(line + "\n> off a\n\non a\n"), lines{"on a"}) << line << " (answered below)";
    expect_end(line);
  }
}

TEST(WrittenLines, EndAtASignature) {
  for (const std::string line : {"-- ", "--", " -- ", "－－"}) expect_end(line);
  expect_text("--x");
  expect_text("---");
}

// One line of a header may be anything; two near to each other are above a quotation.
TEST(WrittenLines, EndAtAHeaderInAnyLanguage) {
  for (const std::string line :
       {"From: Plant Controller\nSent: Monday", "*From:* Plant\n*Date:* Mon, 25 Nov 2026",
        "Von: Anlage\nGesendet: Mo", "De : Installation\nEnvoyé : lundi", "De: Planta\nEnviado el: lunes",
        "Da: Impianto\nInviato: lunedì", "Van: Installatie\nVerzonden: maandag",
        "发件人: 工厂\n发送时间: 2026年11月25日", "寄件者: 工廠\n\n日期: 2026年",
        "보낸 사람: 설비\n보낸 날짜: 2026년", "差出人: 設備\n送信日時: 2026年11月25日",
        "From: Plant\n\nTo: Tanaka"})
    expect_end(line);
  for (const std::string line : {"From: Plant", "To: all", "件名: 設備", "An: alle"}) expect_text(line);
  EXPECT_EQ(of("to: a\non a\non b\non c\nsubject: b\n").size(), 5u) << "not near to each other";
}

TEST(WrittenLines, EndAtTheFooterOfAProvider) {
  for (const std::string line : {"Sent from my iPhone",
                                 "Sent from my Galaxy",
                                 "Sent from Yahoo Mail on Android",
                                 "Sent from Mail for Windows",
                                 "Get Outlook for iOS",
                                 "Outlook for iOS を入手する",
                                 "iPhoneから送信",
                                 "ｉＰｈｏｎｅから送信",
                                 "Galaxyから送信",
                                 "ドコモのスマートフォンから送信",
                                 "Xperia™ スマートフォンから送信",
                                 "SoftBankのiPhoneから送信",
                                 "Yahoo!メールアプリから送信",
                                 "auのスマートフォンから送信しました",
                                 "Windows 版のメールから送信",
                                 "Von meinem iPhone gesendet",
                                 "Gesendet mit der GMX Mail App",
                                 "Envoyé de mon iPhone",
                                 "Enviado desde mi iPhone",
                                 "Inviato da iPhone",
                                 "Verzonden vanaf mijn iPhone",
                                 "发自我的iPhone",
                                 "나의 iPhone에서 보냄",
                                 "Outlook für iOS beziehen"})
    expect_end(line);
}

TEST(WrittenLines, EndAtTheMessageAnsweredOrForwarded) {
  for (const std::string line :
       {"-----Original Message-----", "----- Original Message -----", "-------- Forwarded Message --------",
        "---------- Forwarded message ---------", "-------- 元のメッセージ --------",
        "-----Ursprüngliche Nachricht-----", "-----Message d'origine-----", "-----Mensaje original-----",
        "-----Messaggio originale-----", "-----Oorspronkelijk bericht-----", "-----原始邮件-----",
        "-----원본 메시지-----", "Anfang der weitergeleiteten Nachricht:", "----- 転送メッセージ -----",
        "-----元のメール-----", "Begin forwarded message:", "From: Watchpost <wp@example.org>",
        "差出人: Watchpost <wp@example.org>"})
    expect_end(line);
}

TEST(WrittenLines, EndAtARule) {
  for (const std::string line :
       {"----------", "==============", "____________", "━━━━━━━━━━━━", "**********"}) {
    expect_end(line);
    EXPECT_TRUE(written_lines("on a\n" + line + "\nCorp.\n", {.lines = 9, .line = 99}).ruled_off) << line;
    EXPECT_FALSE(written_lines("on a\n" + line + "\n\n", {.lines = 9, .line = 99}).ruled_off) << line;
    EXPECT_EQ(of(line + "\non a\n"), lines{}) << line << " above it";
  }
  expect_text("1111111111");
  expect_text("ああああああああああ-");
}

TEST(WrittenLines, LeaveCommandsAlone) {
  for (const std::string line :
       {"on pump1, pump2", "set 2026年の予定,a=5", "送信", "ポンプ1を入れる", "get --all",
        "on 2026-11-25, pump@north", "- on pump1", "help: wrote", "on pump1 until 10:00"})
    expect_text(line);
}

TEST(WrittenLines, KeepToTheLimits) {
  const auto many = written_lines("a\nb\nc\n", {.lines = 2, .line = 10});
  EXPECT_EQ(many.lines, (lines{"a", "b"}));
  EXPECT_TRUE(many.cut);
  const auto wide = written_lines("12345678901\nb\n", {.lines = 2, .line = 10});
  EXPECT_EQ(wide.lines, lines{"b"});
  EXPECT_EQ(wide.too_long, 1u);
  EXPECT_TRUE(wide.cut);
  const auto quoted = written_lines("> 12345678901\nb\n", {.lines = 1, .line = 10});
  EXPECT_EQ(quoted.lines, (lines{"> 12345678", "b"}));
  EXPECT_FALSE(quoted.cut) << "what is quoted is not missed";
}

TEST(Unflowed, JoinsWhatWasOneParagraph) {
  EXPECT_EQ(unflowed("set tank \r\n1 50\r\n  stuffed\r\nlast ", false), "set tank 1 50\n stuffed\nlast \n");
  EXPECT_EQ(unflowed("ポン \nプ1\n", true), "ポンプ1\n");
  EXPECT_EQ(unflowed(">> a \n>> b\n> c \nd\n", false), ">> a b\n> c \nd\n");
  EXPECT_EQ(unflowed("on \n-- \nname\n", false), "on \n-- \nname\n") << "a signature is never joined";
}

std::string html(const std::string& text) { return text_of_html(text).value_or("nothing"); }

TEST(TextOfHtml, BreaksLinesWhereTheReaderSeesThem) {
  EXPECT_EQ(html("<p>on  pump1<br>get\n tank</p><div>list</div>"), "on pump1\nget tank\n\nlist\n");
  EXPECT_EQ(html("<div>a</div><div><br></div><div>b<br></div><div>c</div>"), "a\n\nb\nc\n");
  EXPECT_EQ(html("<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>"),
            "a\n\xc2\xa0\nb\n");
  EXPECT_EQ(html("<p>a</p><hr><p>b</p>"), "a\n\n--------------------\n\nb\n");
  EXPECT_EQ(html("<table><tr><td>a<td>b<tr><td>c</table>"), "a b\nc\n");
  EXPECT_EQ(html("&#x30dd;&amp;&lt;p&gt;&nbsp;x"), "ポ&<p>\xc2\xa0x");
  EXPECT_EQ(html("<pre>a\n  b</pre>"), "a\nb\n");
  EXPECT_EQ(html("<b>o</b><i>n</i> p"), "on p");
}

TEST(TextOfHtml, ShowsNothingHidden) {
  for (const std::string hidden :
       {"<script>off a</script>", "<style>off a</style>", "<title>off a</title>", "<!-- off a -->",
        "<span style='display : none'>off a</span>", "<div hidden>off a</div>",
        "<p STYLE=\"font-size:0\">off a</p>", "<span style='visibility:hidden'>off a</span>",
        "<del>off a</del>", "<textarea>off a</textarea>", "<template>off a</template>",
        "<blockquote>off a</blockquote>", "<div class='x gmail_quote'>off a</div>"})
    EXPECT_EQ(html(hidden + "<p>on a</p>"), "on a\n") << hidden;
}

TEST(TextOfHtml, EndsAtTheMarksOfMailPrograms) {
  for (const std::string mark :
       {"<div id=appendonsend></div>", "<div id=divRplyFwdMsg>x</div>", "<div class=gmail_signature>x</div>"})
    EXPECT_EQ(html("<p>on a</p>" + mark + "<p>off a</p>"), "on a\n") << mark;
}

TEST(TextOfHtml, IsBounded) {
  EXPECT_EQ(html(times(6000, "<div>") + "deep"), "deep\n");
  EXPECT_EQ(html("on<br>" + times(7000, "<i>") + "far"), "on\n") << "beyond the tags that are read";
  std::string formats;
  for (int i = 0; i < 3000; ++i) formats += "<b x=" + std::to_string(i) + ">";
  EXPECT_FALSE(text_of_html("<p>" + formats + "</p>" + times(1400, "<p>x</p>"))) << "millions of nodes";
}

}  // namespace
