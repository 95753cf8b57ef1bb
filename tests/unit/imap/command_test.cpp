// How settings become commands.
#include "mail/imap/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace watchpost::mail::imap {
namespace {

using testing::ElementsAre;
using testing::Optional;

TEST(astring, form) {
  EXPECT_EQ(form_of("monitor"), astring_form::atom);
  EXPECT_EQ(form_of("a@b.example"), astring_form::atom);
  EXPECT_EQ(form_of(""), astring_form::quoted);
  EXPECT_EQ(form_of("a b"), astring_form::quoted);
  for (const char c : std::string("(){%*\"\\] \x01\x7f"))
    EXPECT_EQ(form_of(std::string(1, c)), astring_form::quoted) << c;
  EXPECT_EQ(form_of("gr\xc3\xbc n"), astring_form::literal);
  EXPECT_EQ(form_of("a\r"), astring_form::impossible);
  EXPECT_EQ(form_of("a\n\xc3\xbc"), astring_form::impossible);
  EXPECT_EQ(form_of(std::string_view("\0", 1)), astring_form::impossible);
}

TEST(login, quotes_what_needs_it) {
  EXPECT_THAT(login_command("joe", "secret", {}), Optional(ElementsAre("LOGIN joe secret")));
  EXPECT_THAT(login_command("joe", "a\"b\\c", {}), Optional(ElementsAre("LOGIN joe \"a\\\"b\\\\c\"")));
  EXPECT_THAT(login_command("", "x y", {}), Optional(ElementsAre("LOGIN \"\" \"x y\"")));
}

TEST(login, sends_other_bytes_as_literals) {
  const std::string odd = "gr\xc3\xbcn";
  EXPECT_THAT(login_command("joe", odd, {}), Optional(ElementsAre("LOGIN joe {5}\r\n", odd)));
  EXPECT_THAT(login_command(odd, odd, {}), Optional(ElementsAre("LOGIN {5}\r\n", odd + " {5}\r\n", odd)));
  EXPECT_THAT(login_command("joe", odd, capabilities("LITERAL+")),
              Optional(ElementsAre("LOGIN joe {5+}\r\n" + odd)));
  EXPECT_THAT(login_command("joe", odd, capabilities("LITERAL-")),
              Optional(ElementsAre("LOGIN joe {5+}\r\n" + odd)));
  const std::string long_one = odd + std::string(4096, 'x');
  EXPECT_THAT(login_command("joe", long_one, capabilities("LITERAL-")),
              Optional(ElementsAre("LOGIN joe {4101}\r\n", long_one)));
}

TEST(login, refuses_line_ends) {
  EXPECT_FALSE(login_command("joe\r\nw1 LOGOUT", "x", {}));
  EXPECT_FALSE(login_command("joe", "x\n", {}));
}

TEST(fetch_command, peeks) {
  const std::string fields[]{"Message-ID", "X-Probe"};
  EXPECT_EQ(fetch_command("UID FETCH", "7:*", fields),
            "UID FETCH 7:* (UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (Message-ID X-Probe)])");
  EXPECT_EQ(fetch_command("FETCH", "1:2", {}), "FETCH 1:2 (UID INTERNALDATE)");
}

TEST(fetch_command, takes_names_of_fields_only) {
  for (const auto* name : {"", "A:B", "A B", "A\r\nB", "Gr\xc3\xbc n"}) {
    const std::string fields[]{name};
    EXPECT_FALSE(fetch_command("FETCH", "1", fields)) << name;
  }
  const std::string odd[]{"X-(a)"};
  EXPECT_EQ(fetch_command("FETCH", "1", odd),
            "FETCH 1 (UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (\"X-(a)\")])");
}

}  // namespace
}  // namespace watchpost::mail::imap
