#include "mail/text/fold.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using watchpost::mail::fold;

TEST(Fold, MakesFullWidthPlain) {
  EXPECT_EQ(fold("ＯＮ　ポンプ１"), fold("on ポンプ1"));
  EXPECT_EQ(fold("ＳＥＴ　Ｐ－１＝２．５"), "set p-1=2.5");
}

TEST(Fold, MakesHalfWidthKanaKana) {
  EXPECT_EQ(fold("ﾎﾟﾝﾌﾟ"), "ポンプ");
  EXPECT_EQ(fold("ｶﾞｽ ﾎﾞｲﾗｰ"), "ガス ボイラー");
}

TEST(Fold, OpensWhatVendorsAdded) {
  EXPECT_EQ(fold("①㈱㌔℡"), "1(株)キロtel");
  EXPECT_EQ(fold("Ⅲ"), "iii");
}

TEST(Fold, ForgetsCase) {
  EXPECT_EQ(fold("Straße ÄÖÜ ΣΑΣ"), "strasse äöü σασ");
  EXPECT_EQ(fold("İ"), fold("i̇"));
}

TEST(Fold, LeavesOneBlank) {
  EXPECT_EQ(fold("  on \t\r\n　 pump\xc2\xa0 1\n"), "on pump 1");
  EXPECT_EQ(fold(" \t　"), "");
  EXPECT_EQ(fold(""), "");
}

TEST(Fold, ReadsEveryMinusAndWave) {
  for (const std::string minus : {"-", "−", "－", "‐", "‑", "–", "—", "―"})
    EXPECT_EQ(fold(minus + "5"), "-5") << minus;
  EXPECT_EQ(fold("1〜2"), fold("1～2"));
  EXPECT_EQ(fold("ポンプー"), "ポンプー") << "a long vowel is a letter";
}

TEST(Fold, DropsWhatCannotBeSeen) {
  EXPECT_EQ(fold("\xef\xbb\xbfon\xe2\x80\x8b pu\xc2\xadmp\xef\xb8\x8f"), "on pump");
}

TEST(Fold, ComposesMarks) { EXPECT_EQ(fold("か\xe3\x82\x99"), "が"); }

TEST(Fold, KeepsWhatIsNoUtf8Apart) {
  EXPECT_EQ(fold("on\xffpump"), "on\xef\xbf\xbdpump");
  EXPECT_NE(fold("\xc0\xafx"), fold("/x"));
  EXPECT_EQ(fold("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(Fold, FoldedStaysAsItIs) {
  for (const std::string text :
       {"ＯＮ　ﾎﾟﾝﾌﾟ①", "⁻⁵", "‑", "\xcd\x85\xcc\x81", "ẛ̣", "ﷺ", "㍿ ㋿", "a\xe2\x80\x8b \xe2\x80\x8b b"})
    EXPECT_EQ(fold(fold(text)), fold(text)) << text;
}

}  // namespace
