// Words that must not be shown.
#include "mail/imap/secrets.h"

#include <gtest/gtest.h>

namespace watchpost::mail::imap {
namespace {

TEST(secrets, are_hidden) {
  secrets s;
  s.add("geheim");
  s.add("");
  s.add("Z2VoZWlt");
  EXPECT_EQ(s.hide("LOGIN a geheim, geheimgeheim"), "LOGIN a ***, ******");
  EXPECT_EQ(s.hide("xZ2VoZWlty"), "x***y");
  EXPECT_EQ(s.hide("nothing"), "nothing");
}

TEST(secrets, are_wiped) {
  std::string text = "geheim";
  wipe(text);
  EXPECT_EQ(text, "");
}

}  // namespace
}  // namespace watchpost::mail::imap
