// Names of folders: modified UTF-7, which are for junk, what is shown of them and how they are sent.
#include "mail/imap/folder_names.h"

#include "mail/imap/command.h"
#include "mail/mailbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace watchpost::mail::imap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(modified_utf7, there_and_back) {
  const std::pair<const char*, const char*> pairs[] = {
      {"", ""},
      {"Junk E-mail", "Junk E-mail"},
      {"Entwürfe", "Entw&APw-rfe"},
      {"A&B", "A&-B"},
      {"&", "&-"},
      {"~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},  // RFC 3501 section 5.1.3
      {"迷惑メール", "&j,dg0TDhMPww6w-"},
      {"Спам", "&BCEEPwQwBDw-"},
      {"😀", "&2D3eAA-"},
      {"ü&", "&APw-&-"},
      {"\x7f\t", "&AH8ACQ-"},
  };
  for (const auto& [utf8, wire] : pairs) {
    EXPECT_EQ(to_modified_utf7(utf8), wire);
    EXPECT_EQ(from_modified_utf7(wire), utf8);
  }
}

TEST(modified_utf7, of_what_is_not_utf8) {
  for (const char* text : {"\xff", "\xc3", "a\xc3(", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
                           "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\x80"})
    EXPECT_FALSE(to_modified_utf7(text)) << text;
}

TEST(modified_utf7, that_is_none) {
  for (const char* wire : {"&", "&AP", "&APw", "a&APw", "&====-", "&A-", "&AP-", "&APx-", "&2D0-", "&3gA-",
                           "&2D0AQQ-", "&AEE-", "&APw-&APw-", "Entw\xc3\xbcrfe", "a\tb", "&U/BTFw-"})
    EXPECT_FALSE(from_modified_utf7(wire)) << wire;
}

list_data listed(std::vector<std::string> attributes, std::string name, std::string delimiter = "/") {
  return {std::move(attributes), std::move(delimiter), std::move(name)};
}

TEST(junk_names, by_special_use) {
  junk_names names(true);
  names.take(listed({"\\HasNoChildren"}, "Spam"));
  names.take(listed({"\\hasnochildren", "\\JUNK"}, "Nevy&AX4-iadan&AOk-"));
  names.take(listed({"\\Sent"}, "Sent"));
  names.take(listed({"\\Junk", "\\Noselect"}, "Closed"));
  names.take(listed({"\\Junk", "\\NonExistent"}, "Gone"));
  names.take(listed({"\\Junk"}, "Nevy&AX4-iadan&AOk-"));
  EXPECT_THAT(names.found(), ElementsAre("Nevy&AX4-iadan&AOk-"));
}

TEST(junk_names, by_name_where_no_special_use_is_known) {
  junk_names names(false);
  for (const char* name : {"INBOX", "Sent", "junk", "Archive/Spam", "Spammers", "Junk E-mail", "INBOX/Spam"})
    names.take(listed({}, name));
  names.take(listed({"\\Noselect"}, "Bulk"));
  names.take(listed({}, "INBOX.Bulk Mail", "."));
  EXPECT_THAT(names.found(), ElementsAre("junk", "Junk E-mail", "INBOX/Spam", "INBOX.Bulk Mail"));
}

TEST(junk_names, mean_nothing_where_a_special_use_is_shown) {
  junk_names names(false);
  names.take(listed({}, "Junk"));
  names.take(listed({"\\Trash"}, "Trash"));
  EXPECT_THAT(names.found(), IsEmpty());
  names.take(listed({"\\Junk"}, "Reklame"));
  EXPECT_THAT(names.found(), ElementsAre("Reklame"));
}

TEST(junk_names, that_cannot_be_used) {
  junk_names names(true);
  for (const std::string& name : {std::string(), std::string("a\r\nb"), std::string("a\0b", 3),
                                  std::string(501, 'x'), std::string("inbox")})
    names.take(listed({"\\Junk"}, name));
  EXPECT_THAT(names.found(), IsEmpty());
}

TEST(junk_names, are_bounded) {
  junk_names names(true);
  for (int i = 0; i < 100; ++i) names.take(listed({"\\Junk"}, "Junk" + std::to_string(i)));
  EXPECT_EQ(names.found().size(), max_folders);
}

TEST(display_name, is_readable_whatever_was_sent) {
  EXPECT_EQ(display_name("Entw&APw-rfe"), "Entwürfe");
  EXPECT_EQ(display_name("R&D"), "R&D");
  EXPECT_EQ(display_name("Entw\xc3\xbcrfe"), "Entwürfe");
  EXPECT_EQ(display_name("a&AAo-b"), "a?b");
  EXPECT_EQ(display_name("\xff"), "?");
}

TEST(folder_command, quotes_what_needs_it) {
  const capabilities none, literals("IMAP4rev1 LITERAL+"), short_literals("IMAP4rev1 LITERAL-");
  EXPECT_EQ(folder_command("EXAMINE", "Junk", none), "EXAMINE Junk");
  EXPECT_EQ(folder_command("STATUS", "Junk E-mail", none, " (UIDNEXT)"), "STATUS \"Junk E-mail\" (UIDNEXT)");
  EXPECT_EQ(folder_command("EXAMINE", "a\"b\\c", none), "EXAMINE \"a\\\"b\\\\c\"");
  EXPECT_EQ(folder_command("EXAMINE", "*", none), "EXAMINE \"*\"");
  EXPECT_EQ(folder_command("EXAMINE", "\xc3\xbc", none, " x"), "EXAMINE \"\xc3\xbc\" x");
  EXPECT_EQ(folder_command("EXAMINE", "\xc3\xbc", literals, " x"), "EXAMINE {2+}\r\n\xc3\xbc x");
  EXPECT_EQ(folder_command("EXAMINE", "\xc3\xbc", short_literals), "EXAMINE {2+}\r\n\xc3\xbc");
  EXPECT_FALSE(folder_command("EXAMINE", "a\r\nw9 DELETE INBOX", literals));
}

}  // namespace
}  // namespace watchpost::mail::imap
