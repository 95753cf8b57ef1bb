#include "mail/smtp/command.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace watchpost::mail::smtp;

TEST(Text, DoublesLeadingDotsAndEndsWithADot) {
  EXPECT_EQ(stuffed("a\r\nb\r\n"), "a\r\nb\r\n.\r\n");
  EXPECT_EQ(stuffed(".\r\n..\r\na.b\r\n.c\r\n"), "..\r\n...\r\na.b\r\n..c\r\n.\r\n");
}

TEST(Text, EndsTheLastLineBeforeTheDot) {
  EXPECT_EQ(stuffed("a"), "a\r\n.\r\n");
  EXPECT_EQ(stuffed("a\r\n."), "a\r\n..\r\n.\r\n");
  EXPECT_EQ(stuffed(""), ".\r\n");
}

TEST(Text, IsFitWithStrictLines) {
  EXPECT_EQ(text_fault(""), "");
  EXPECT_EQ(text_fault("a\r\n\r\n.\r\nb"), "");
  EXPECT_EQ(text_fault(std::string(998, 'x') + "\r\n" + std::string(998, 'y')), "");
}

TEST(Text, RefusesWhatSmugglesAMail) {
  EXPECT_EQ(text_fault("a\n.\nMAIL FROM:<x>\r\n"), "the message holds a LF without CR");
  EXPECT_EQ(text_fault("a\r\n.\r"), "the message holds a CR without LF");
  EXPECT_EQ(text_fault("a\r.\r\n"), "the message holds a CR without LF");
  EXPECT_EQ(text_fault("a\r\r\n"), "the message holds a CR without LF");
  EXPECT_EQ(text_fault(std::string("a\0", 2)), "the message holds a NUL");
  EXPECT_EQ(text_fault("x\r\n" + std::string(999, 'x')), "the message has a line above 998 octets");
}

TEST(Text, KnowsEightBit) {
  EXPECT_FALSE(is_eight_bit("abc\x7f"));
  EXPECT_TRUE(is_eight_bit("abc\x80"));
}

}  // namespace
