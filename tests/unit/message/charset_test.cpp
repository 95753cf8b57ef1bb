#include "mail/message/charset.h"

#include "mail/message/encode.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using watchpost::mail::message::decode;
using watchpost::mail::message::decode_words;
using watchpost::mail::message::encode;
using watchpost::mail::message::find_charset;
using watchpost::mail::message::guess_charset;

std::string read(const std::string& bytes, std::string_view name) {
  const auto* from = find_charset(name);
  return from ? decode(bytes, *from) : "unknown charset";
}

std::string read_jis(const std::string& bytes) { return read(bytes, "iso-2022-jp"); }

TEST(FindCharset, KnowsTheNamesInUse) {
  for (const std::string name : {"Shift_JIS", "shift-jis", "X-SJIS", "Windows-31J", "cp932", "MS_Kanji"}) {
    ASSERT_TRUE(find_charset(name)) << name;
    EXPECT_EQ(find_charset(name)->name, "shift_jis") << name;
  }
  EXPECT_EQ(find_charset("CP50220")->name, "iso-2022-jp");
  EXPECT_EQ(find_charset("eucJP-ms")->name, "euc-jp");
  EXPECT_EQ(find_charset("cp1251")->name, "windows-1251");
}

TEST(FindCharset, RefusesWhatHidesText) {
  for (const std::string name :
       {"utf-7", "utf-16", "utf-16le", "utf-32", "hz-gb-2312", "ebcdic-us", "", "cp12"})
    EXPECT_FALSE(find_charset(name)) << name;
}

TEST(Decode, ReadsEveryTable) {
  for (const auto& name :
       {"iso-8859-1",   "iso-8859-2",   "iso-8859-3",   "iso-8859-4",   "iso-8859-5",   "iso-8859-6",
        "iso-8859-7",   "iso-8859-8",   "iso-8859-9",   "iso-8859-10",  "iso-8859-13",  "iso-8859-14",
        "iso-8859-15",  "iso-8859-16",  "windows-1250", "windows-1251", "windows-1252", "windows-1253",
        "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258", "shift_jis",
        "euc-jp",       "iso-2022-jp",  "utf-8",        "us-ascii"})
    EXPECT_EQ(read("set pump1 on", name), "set pump1 on") << name;
  EXPECT_EQ(read("\xe4\x80", "iso-8859-1"), "ä€") << "Latin-1 is 1252";
  EXPECT_EQ(read("\xcf\xee\xec\xef\xe0", "windows-1251"), "Помпа");
}

TEST(Decode, ReadsWhatMicrosoftAndNecAddedToShiftJis) {
  EXPECT_EQ(read("\x87\x40\x87\x8a\xfb\xfc", "shift_jis"), "①㈱髙");
  EXPECT_EQ(read("\x83\x7c\x83\x93\x83\x76\x82\x50", "shift_jis"), "ポンプ１");
  EXPECT_EQ(read("\xce\xdf\xdd\xcc\xdf", "shift_jis"), "ﾎﾟﾝﾌﾟ");
  EXPECT_EQ(read("a\\b~", "shift_jis"), "a\\b~");
}

TEST(Decode, ReadsEucJp) {
  EXPECT_EQ(read("\xa5\xdd\xa5\xf3\xa5\xd7\xad\xa1\x8e\xb1\x8f\xb0\xa1", "euc-jp"), "ポンプ①ｱ丂");
}

TEST(Decode, ReadsIso2022JpAsPhonesWriteIt) {
  EXPECT_EQ(read_jis("\x1b$B%]%s%W\x1b(B1 on"), "ポンプ1 on");
  EXPECT_EQ(read_jis("\x1b$B-!-j\x1b(B"), "①㈱") << "row 13 of NEC";
  EXPECT_EQ(read_jis("\x1b(IN_]L_\x1b(B"), "ﾎﾟﾝﾌﾟ") << "cp50221";
  EXPECT_EQ(read_jis("\x0eN_]L_\x0f"), "ﾎﾟﾝﾌﾟ") << "cp50222";
  EXPECT_EQ(read_jis("\xce\xdf\xdd\xcc\xdf"), "ﾎﾟﾝﾌﾟ") << "8-bit";
  EXPECT_EQ(read_jis("\x1b$@%]\x1b(J\\~"), "ポ\\~");
  EXPECT_EQ(read_jis("\x1b$(D0!\x1b(B"), "丂") << "JIS X 0212";
}

TEST(Decode, ComesBackFromBrokenIso2022Jp) {
  EXPECT_EQ(read_jis("\x1b$B%]\non pump"), "ポ\non pump") << "a line end brings ASCII back";
  EXPECT_EQ(read_jis("\x1b$B%]%"), "ポ\xef\xbf\xbd");
  EXPECT_EQ(read_jis("\x1b"
                     "Qx"),
            "\x1b"
            "Qx");
}

TEST(Decode, PutsAMarkInPlaceOfTheEmojiOfCarriers) {
  EXPECT_EQ(read_jis("\x1b$Bwt\x1b(Bon"), "\xef\xbf\xbdon") << "au";
  EXPECT_EQ(read_jis("\x1b$Gj\x0fon"), "\xef\xbf\xbdon") << "SoftBank";
  EXPECT_TRUE(read("\xf9\xb1on", "shift_jis").ends_with("on")) << "docomo";
  EXPECT_EQ(read("\xf9\xb1", "shift_jis").size(), 3u) << "docomo: one private character";
}

TEST(Decode, SwallowsNoAsciiBehindALeadByte) {
  EXPECT_EQ(read("\x83\non", "shift_jis"), "\xef\xbf\xbd\non");
  EXPECT_EQ(read("\xa5 on", "euc-jp"), "\xef\xbf\xbd on");
  EXPECT_EQ(read("\x83", "shift_jis"), "\xef\xbf\xbd");
  EXPECT_EQ(read("\xc0\xaf\xe3\x81", "utf-8"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(GuessCharset, TellsOnlyWhatIsSure) {
  EXPECT_EQ(guess_charset("plain")->name, "us-ascii");
  EXPECT_EQ(guess_charset("ポンプ")->name, "utf-8");
  EXPECT_EQ(guess_charset("\x1b$B%]\x1b(B")->name, "iso-2022-jp");
  EXPECT_FALSE(guess_charset("\x83\x7c\x83\x93"));
}

TEST(Encode, SaysWhatDoesNotFit) {
  EXPECT_EQ(encode("ポ", "ISO-2022-JP"), "\x1b$B%]\x1b(B");
  EXPECT_FALSE(encode("①", "ISO-2022-JP"));
  EXPECT_FALSE(encode("😀", "CP932"));
}

TEST(DecodeWords, ReadsBothEncodings) {
  EXPECT_EQ(decode_words("=?UTF-8?B?44Od44Oz44OX?= on"), "ポンプ on");
  EXPECT_EQ(decode_words("=?utf-8*ja?q?=E3=83=9D=E3=83=B3=E3=83=97_1?="), "ポンプ 1");
  EXPECT_EQ(decode_words("=?ISO-8859-1?Q?p=FCmpe?="), "pümpe");
  EXPECT_EQ(decode_words("plain =? text ?= here"), "plain =? text ?= here");
}

TEST(DecodeWords, JoinsWordsBeforeItDecodes) {
  EXPECT_EQ(decode_words("=?UTF-8?B?44Od44M=?= \t=?UTF-8?B?s+ODlw==?="), "ポンプ")
      << "a character cut in two";
  EXPECT_EQ(decode_words("=?ISO-2022-JP?B?GyRCJV0=?= =?ISO-2022-JP?B?JXMlVxsoQg==?="), "ポンプ")
      << "no way back to ASCII";
  EXPECT_EQ(decode_words("=?ISO-2022-JP?B?GyRCJV0bKEI=?==?ISO-2022-JP?B?GyRCJXMbKEI=?="), "ポン")
      << "no blank";
  EXPECT_EQ(decode_words("=?utf-8?Q?a?= =?iso-8859-1?Q?=E4?="), "aä");
}

TEST(DecodeWords, ReadsRawText) {
  EXPECT_EQ(decode_words("ポンプ on"), "ポンプ on");
  EXPECT_EQ(decode_words("\x1b$B%]%s%W\x1b(B on"), "ポンプ on");
  EXPECT_EQ(decode_words("\x83\x7c\x83\x93\x83\x76 on", find_charset("shift_jis")), "ポンプ on");
  EXPECT_EQ(decode_words("\x83on"), "\xef\xbf\xbdon");
}

TEST(DecodeWords, LeavesWhatItCannotRead) {
  for (const std::string text :
       {"=?utf-7?Q?+AGE-?=", "=?utf-8?X?a?=", "=?utf-8?Q?a", "=?", "=?utf-8?", "=?utf-8?Q", "=?=?=?="})
    EXPECT_EQ(decode_words(text), text);
}

}  // namespace
