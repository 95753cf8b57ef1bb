#include "mail/message/text_of_mail.h"

#include "mail/message/compose.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using watchpost::mail::message::answer_charset;
using watchpost::mail::message::compose;
using watchpost::mail::message::draft;
using watchpost::mail::message::encode_text;
using watchpost::mail::message::encode_words;
using watchpost::mail::message::mail_text;
using watchpost::mail::message::read_text;
using watchpost::mail::message::text_charset;
using lines = std::vector<std::string>;

mail_text read(const std::string& message) {
  mail_text nothing;
  nothing.subject = "nothing";
  return read_text(message).value_or(nothing);
}

std::string typed(const std::string& type, const std::string& body) {
  return "Subject: x\r\nContent-Type: " + type + "\r\n\r\n" + body;
}

std::string multipart(const std::string& type, const std::vector<std::string>& parts) {
  std::string out = "Content-Type: multipart/" + type + "; boundary=\"=_b\"\r\n\r\n";
  for (const auto& part : parts) out += "--=_b\r\n" + part + "\r\n";
  return out + "--=_b--\r\n";
}

TEST(ReadText, ReadsTheBareMessage) {
  const auto text = read("Subject: list\r\n\r\non pump1\r\n");
  EXPECT_EQ(text.subject, "list");
  EXPECT_EQ(text.lines, lines{"on pump1"});
  EXPECT_EQ(text.charset, "us-ascii");
  EXPECT_FALSE(text.from_html);
  EXPECT_TRUE(text.remarks.empty());
}

TEST(ReadText, ReadsThePhonesOfJapan) {
  const auto docomo = read(
      "Subject: =?Shift_JIS?B?g3yDk4N2?=\r\nContent-Type: text/plain; charset=Shift_JIS\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\ng3yDk4N2h0AgT04=\r\n");
  EXPECT_EQ(docomo.subject, "ポンプ");
  EXPECT_EQ(docomo.lines, lines{"ポンプ① ON"});
  EXPECT_EQ(docomo.charset, "shift_jis");
  const auto au = read(
      "Subject: =?ISO-2022-JP?B?GyRCJV0lcyVXGyhC?=\r\nContent-Type: text/plain; charset=\"iso-2022-jp\"\r\n"
      "Content-Transfer-Encoding: 7bit\r\n\r\n\x1b$B%]%s%W-!\x1b(B ON\r\n");
  EXPECT_EQ(au.subject, "ポンプ");
  EXPECT_EQ(au.lines, lines{"ポンプ① ON"});
  EXPECT_EQ(au.charset, "iso-2022-jp");
}

TEST(ReadText, PrefersPlainTextWhereverItStands) {
  const std::string plain = "Content-Type: text/plain\r\n\r\non plain\r\n";
  const std::string html = "Content-Type: text/html\r\n\r\n<p>on html</p>\r\n";
  const std::string blank = "Content-Type: text/plain\r\n\r\n \r\n\r\n";
  EXPECT_EQ(read(multipart("alternative", {plain, html})).lines, lines{"on plain"});
  EXPECT_EQ(read(multipart("alternative", {html, plain})).lines, lines{"on plain"});
  const auto from_html = read(multipart("alternative", {blank, html}));
  EXPECT_EQ(from_html.lines, lines{"on html"});
  EXPECT_TRUE(from_html.from_html);
  std::string inner = multipart("alternative", {plain, html});
  const auto pos = inner.find("=_b");
  for (auto at = pos; at != inner.npos; at = inner.find("=_b", at)) inner.replace(at, 3, "_c_");
  EXPECT_EQ(read(multipart("related", {inner, "Content-Type: image/gif\r\n\r\nGIF\r\n"})).lines,
            lines{"on plain"});
}

TEST(ReadText, ReadsNeitherAttachmentsNorEmbeddedMessages) {
  const std::string file = "Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\noff a\r\n";
  const std::string named =
      "Content-Type: text/plain; name=a.txt\r\nContent-Disposition: inline\r\n\r\noff a\r\n";
  const std::string embedded = "Content-Type: message/rfc822\r\n\r\nSubject: off a\r\n\r\noff a\r\n";
  const std::string text = "Content-Type: text/plain\r\n\r\non a\r\n";
  EXPECT_EQ(read(multipart("mixed", {file, named, embedded, text})).lines, lines{"on a"});
  const auto none = read(multipart("mixed", {file, named, embedded}));
  EXPECT_EQ(none.lines, lines{});
  EXPECT_EQ(none.remarks, lines{"the mail has no text"});
}

TEST(ReadText, SaysThatOtherTextsAreNotRead) {
  const std::string text = "Content-Type: text/plain\r\n\r\non a\r\n";
  const auto first = read(multipart("mixed", {text, text}));
  EXPECT_EQ(first.lines, lines{"on a"});
  EXPECT_EQ(first.remarks, lines{"only the first text of the mail is read"});
  EXPECT_EQ(first.besides, lines{"on a"}) << "what its reader sees all the same";
}

TEST(ReadText, JoinsFlowedText) {
  EXPECT_EQ(read(typed("text/plain; format=flowed; delsp=yes", "set a \r\n=5\r\n> off b \r\nc\r\n")).lines,
            (lines{"set a=5", "> off b", "c"}));
  EXPECT_EQ(read(typed("text/plain; format=fixed", "set a \r\n=5\r\n")).lines, (lines{"set a", "=5"}));
}

TEST(ReadText, GuessesOnlyWhatIsSure) {
  EXPECT_EQ(read("\r\nポンプ\r\n").lines, lines{"ポンプ"});
  EXPECT_EQ(read(typed("text/plain; charset=us-ascii", "\x1b$B%]\x1b(B\r\n")).lines, lines{"ポ"});
  const auto unknown = read(typed("text/plain", "\x83\x7c\r\n"));
  EXPECT_TRUE(unknown.lines.empty());
  EXPECT_EQ(unknown.remarks, lines{"the text is in no charset that can be told; send it as UTF-8"});
}

TEST(ReadText, RefusesOtherCharsets) {
  const auto text = read(typed("text/plain; charset=utf-7", "+AG8-n a\r\n"));
  EXPECT_TRUE(text.lines.empty());
  EXPECT_EQ(text.remarks, lines{"texts in charset utf-7 are not read; send it as UTF-8"});
}

TEST(ReadText, ReadsRawSubjectsAsTheBody) {
  EXPECT_EQ(read("Subject: \x83\x7c\r\nContent-Type: text/plain; charset=shift_jis\r\n\r\na\r\n").subject,
            "ポ");
  EXPECT_EQ(read("Subject: ポ\r\n\r\na\r\n").subject, "ポ");
  EXPECT_EQ(read("Subject: =?utf-8?B?DQphCg==?=\r\n\r\na\r\n").subject, "  a ")
      << "no line ends come out of it";
}

TEST(ReadText, ReadsCharsetsInPieces) {
  EXPECT_EQ(read(typed("text/plain; charset*0=iso-; charset*1=2022-jp", "\x1b$B%]\x1b(B\r\n")).lines,
            lines{"ポ"});
  EXPECT_EQ(read(typed("text/plain; charset*=''shift_jis", "\x83\x7c\r\n")).lines, lines{"ポ"});
}

TEST(ReadText, KeepsToItsLimits) {
  EXPECT_FALSE(read_text(""));
  EXPECT_FALSE(read_text("\r\n" + std::string(300'000, 'a')));
  const auto cut = read_text("\r\non a\r\noff b\r\n", {.text = 6});
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->lines, lines{"on a"});
  EXPECT_TRUE(cut->cut);
  EXPECT_EQ(cut->remarks, lines{"the text is longer than 6 bytes; the rest is not read"});
  const auto subject = read_text("Subject: ポンプ\r\n\r\na\r\n", {.subject = 4});
  ASSERT_TRUE(subject);
  EXPECT_EQ(subject->subject, "ポ");
  EXPECT_TRUE(subject->cut);
  std::vector<std::string> many(101, "Content-Type: text/plain\r\n\r\na\r\n");
  EXPECT_FALSE(read_text(multipart("mixed", many)));
}

draft answer(text_charset charset, std::string text) {
  return {.from = "wp@example.org",
          .to = {"a@example.org"},
          .subject = "Re: " + text,
          .message_id = "1@example.org",
          .fields = {},
          .body = text + "\n",
          .charset = charset};
}

void expect_round_trip(text_charset charset, const std::string& text, std::string_view arrives_in) {
  const auto message = compose(answer(charset, text));
  ASSERT_TRUE(message) << text;
  for (std::string_view rest = *message; !rest.empty(); rest.remove_prefix(rest.find("\r\n") + 2)) {
    const auto line = rest.substr(0, rest.find("\r\n"));
    EXPECT_TRUE(line.size() <= 78 || arrives_in == "us-ascii" || arrives_in == "iso-2022-jp") << line;
    for (const char c : line) EXPECT_GE(c, 0) << "not 7-bit: " << line;
  }
  const auto back = read(*message);
  EXPECT_EQ(back.subject, "Re: " + text);
  EXPECT_EQ(back.lines, lines{text});
  EXPECT_EQ(back.charset, arrives_in);
}

TEST(Compose, WritesWhatIsReadTheSame) {
  for (const auto charset :
       {text_charset::us_ascii, text_charset::utf_8, text_charset::iso_2022_jp, text_charset::shift_jis})
    expect_round_trip(charset, "250 pump1 on", "us-ascii");
  expect_round_trip(text_charset::iso_2022_jp, "ポンプ１ 運転 25.4℃", "iso-2022-jp");
  expect_round_trip(text_charset::shift_jis, "ポンプ① 運転 ㈱", "shift_jis");
  expect_round_trip(text_charset::utf_8, "ポンプ① 運転 ㈱ 😀", "utf-8");
  expect_round_trip(text_charset::utf_8, "the pump named Pümpe is on, as it was asked for", "utf-8");
}

TEST(Compose, FallsBackToUtf8) {
  expect_round_trip(text_charset::iso_2022_jp, "ポンプ①", "utf-8");
  expect_round_trip(text_charset::shift_jis, "ポンプ😀", "utf-8");
  expect_round_trip(text_charset::us_ascii, "ポンプ", "utf-8");
}

TEST(Compose, FoldsLongSubjectsIntoWords) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "ポンプ運転";
  for (const auto charset : {text_charset::utf_8, text_charset::iso_2022_jp, text_charset::shift_jis}) {
    const auto message = compose(answer(charset, text));
    ASSERT_TRUE(message);
    EXPECT_EQ(read_text(*message, {.subject = 1000})->subject, "Re: " + text) << name(charset);
  }
}

TEST(Compose, MakesHalfWidthKanaFullInIso2022Jp) {
  const auto message = compose(answer(text_charset::iso_2022_jp, "ﾎﾟﾝﾌﾟ 1～2 －5"));
  ASSERT_TRUE(message);
  EXPECT_EQ(read(*message).lines, lines{"ポンプ 1～2 －5"});
  EXPECT_EQ(read(*message).charset, "iso-2022-jp");
}

TEST(Compose, RefusesLineEndsInsideOfEncodings) {
  auto bad = answer(text_charset::utf_8, "ポンプ");
  bad.subject = "a\r\nBcc: b@example.org";
  EXPECT_FALSE(compose(bad));
  bad.subject = "ポ";
  bad.body = "ポ\rb";
  EXPECT_FALSE(compose(bad));
  bad.body = std::string("ポ\0b", 5);
  EXPECT_FALSE(compose(bad));
}

TEST(EncodeWords, LeavesAsciiAlone) {
  EXPECT_EQ(encode_words("Re: list", text_charset::iso_2022_jp), "Re: list");
  EXPECT_EQ(encode_words("=?utf-8?Q?a?=", text_charset::us_ascii), "=?utf-8?B?PT91dGYtOD9RP2E/PQ==?=");
  EXPECT_EQ(encode_words("ポ", text_charset::iso_2022_jp), "=?iso-2022-jp?B?GyRCJV0bKEI=?=");
}

TEST(EncodeText, LetsNoEscapeThrough) {
  const auto text = encode_text("a\x1b$B!!\n", text_charset::iso_2022_jp);
  EXPECT_EQ(text.charset, text_charset::utf_8);
  EXPECT_EQ(text.content.find('\x1b'), std::string::npos);
}

TEST(EncodeText, BreaksLongLines) {
  const auto text = encode_text(std::string(2000, 'a') + "\n", text_charset::us_ascii);
  EXPECT_EQ(text.transfer_encoding, "quoted-printable");
  std::string japanese;
  for (int i = 0; i < 600; ++i) japanese += "ポ";
  EXPECT_EQ(encode_text(japanese, text_charset::iso_2022_jp).transfer_encoding, "base64");
}

TEST(EncodeWords, WritesEucJp) {
  EXPECT_EQ(encode_words("ポンプ", text_charset::euc_jp), "=?euc-jp?B?pd2l86XX?=");
}

TEST(AnswerCharset, IsThatOfTheRequest) {
  EXPECT_EQ(answer_charset("iso-2022-jp"), text_charset::iso_2022_jp);
  EXPECT_EQ(answer_charset("X-SJIS"), text_charset::shift_jis);
  EXPECT_EQ(answer_charset("X-EUC-JP"), text_charset::euc_jp);
  EXPECT_EQ(answer_charset("utf-8"), text_charset::utf_8);
  EXPECT_EQ(answer_charset("us-ascii"), text_charset::utf_8) << "titles of points may hold anything";
  EXPECT_EQ(answer_charset("koi8-r"), text_charset::utf_8);
}

}  // namespace
