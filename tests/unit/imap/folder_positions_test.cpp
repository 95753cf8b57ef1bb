// The position of several folders as text.
#include "mail/imap/position.h"
#include "mail/mailbox.h"

#include <gtest/gtest.h>

namespace watchpost::mail::imap {
namespace {

TEST(folder_positions, there_and_back) {
  folder_positions all;
  all["Junk"] = {7, 120, {112, 117, 118}};
  all["a;b=c%\r\n\xc3\xbc \"/"] = {UINT32_MAX, UINT32_MAX, {}};
  all["Entw&APw-rfe"] = {1, 1, {}};
  const std::string text = to_position(all);
  EXPECT_EQ(text,
            "folders 1;Entw&APw-rfe=1:1;Junk=7:120:112,117:118;a%3Bb%3Dc%25%0D%0A%C3%BC%20%22/="
            "4294967295:4294967295");
  const auto back = parse_folder_positions(text);
  ASSERT_TRUE(back);
  EXPECT_EQ(to_position(*back), text);
  ASSERT_EQ(back->size(), 3U);
  EXPECT_EQ(back->at("Junk").again, (std::vector<std::uint32_t>{112, 117, 118}));
}

TEST(folder_positions, of_no_folder_are_not_empty) {
  EXPECT_EQ(to_position(folder_positions{}), "folders 1");
  ASSERT_TRUE(parse_folder_positions("folders 1"));
  EXPECT_TRUE(parse_folder_positions("folders 1")->empty());
}

TEST(folder_positions, that_are_none) {
  for (const char* text : {"", "unknown", "5:9", "folders 2", "folders 1x", "folders 1;", "folders 1;=5:9",
                           "folders 1;Junk", "folders 1;Junk=", "folders 1;Junk=5", "folders 1;Junk=9:0",
                           "folders 1;Junk=5:9;Junk=5:9", "folders 1;Junk=5:9;", "folders 1;Ju nk=5:9",
                           "folders 1;Junk%=5:9", "folders 1;Junk%4=5:9", "folders 1;Junk%4a=5:9"})
    EXPECT_FALSE(parse_folder_positions(text)) << text;
}

TEST(folder_positions, are_bounded) {
  std::string text = "folders 1";
  for (std::size_t i = 0; i < max_folders; ++i) text += ";f" + std::to_string(i) + "=5:9";
  EXPECT_TRUE(parse_folder_positions(text));
  EXPECT_FALSE(parse_folder_positions(text + ";more=5:9"));
  EXPECT_FALSE(parse_folder_positions("folders 1;" + std::string(max_folder_name + 1, 'x') + "=5:9"));
}

}  // namespace
}  // namespace watchpost::mail::imap
