#include "mail/failure.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace watchpost::mail {
namespace {

TEST(failure, is_one_line) {
  failure f;
  f.at = stage::sign_in;
  f.why = cause::credentials;
  f.code = 535;
  f.enhanced = "5.7.8";
  f.server = "authentication failed";
  EXPECT_EQ(to_string(f), "sign-in: credentials 535 5.7.8: authentication failed");
  f.detail = "check the password";
  EXPECT_EQ(to_string(f), "sign-in: credentials 535 5.7.8: authentication failed (check the password)");
  f = {};
  f.why = cause::timeout;
  EXPECT_EQ(to_string(f), "connect: timeout");
  f.detail = "no answer";
  EXPECT_EQ(to_string(f), "connect: timeout: no answer");
}

TEST(failure, is_a_fault_to_be_taken_for_a_value) {
  const result<int> r = failure{};
  EXPECT_THROW((void)r.value(), std::logic_error);
}

TEST(printable, keeps_text_and_drops_control) {
  EXPECT_EQ(printable("250 2.0.0 Ok: queued"), "250 2.0.0 Ok: queued");
  EXPECT_EQ(printable(std::string_view("a\r\n\t\0b\x7F\x1B[31m", 12)), "a????b??[31m");
  EXPECT_EQ(printable("\xE5\xB7\xA5\xE5\xA0\xB4 \xF0\x9F\x93\xA7"),
            "\xE5\xB7\xA5\xE5\xA0\xB4 \xF0\x9F\x93\xA7");
}

TEST(printable, replaces_what_is_not_utf8) {
  EXPECT_EQ(printable("\xFF\xFE"), "??");
  EXPECT_EQ(printable("\xC0\xAF"), "??");            // overlong
  EXPECT_EQ(printable("\xE0\x80\x80"), "???");       // overlong
  EXPECT_EQ(printable("\xED\xA0\x80"), "???");       // surrogate
  EXPECT_EQ(printable("\xF4\x90\x80\x80"), "????");  // beyond U+10FFFF
  EXPECT_EQ(printable("\xE5\xB7"), "??");            // cut short
  EXPECT_EQ(printable("\xE5\xB7x"), "??x");
  EXPECT_EQ(printable("a\xC2\x85z"), "a?z");  // C1
}

TEST(printable, cuts_between_characters) {
  EXPECT_EQ(printable(std::string(1000, 'x')), std::string(500, 'x'));
  std::string text = "x";
  for (int i = 0; i < 300; ++i) text += "\xE5\xB7\xA5";
  const std::string cut = printable(text);
  EXPECT_EQ(cut, text.substr(0, 499));
}

}  // namespace
}  // namespace watchpost::mail
