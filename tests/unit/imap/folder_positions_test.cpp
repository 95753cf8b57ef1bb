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
  const auto back = parse_folder_positions(text);
  ASSERT_TRUE(back);
  EXPECT_EQ(to_position(*back), text);
  ASSERT_EQ(back->size(), 3U);
  EXPECT_EQ(back->at("Junk").again, (std::vector<std::uint32_t>{112, 117, 118}));
}

TEST(folder_positions, of_no_folder_are_not_empty) {
  const std::string text = to_position(folder_positions{});
  EXPECT_EQ(text, R"({"v":1,"folders":{}})");
  ASSERT_TRUE(parse_folder_positions(text));
  EXPECT_TRUE(parse_folder_positions(text)->empty());
}

TEST(folder_positions, that_are_none) {
  for (const char* text : {"", "unknown", "folders 1;Junk=5:9", R"({"v":1,"validity":5,"next":9,"again":[]})",
                           R"({"v":1,"folders":[]})", R"({"v":2,"folders":{}})",
                           R"({"v":1,"folders":{"":{"validity":5,"next":9,"again":[]}}})",
                           R"({"v":1,"folders":{"Junk":{"validity":5,"next":0,"again":[]}}})",
                           R"({"v":1,"folders":{"Junk":{"v":1,"validity":5,"next":9,"again":[]}}})"})
    EXPECT_FALSE(parse_folder_positions(text)) << text;
}

TEST(folder_positions, are_bounded) {
  folder_positions all;
  for (std::size_t i = 0; i < max_folders; ++i) all["f" + std::to_string(i)] = {5, 9};
  EXPECT_TRUE(parse_folder_positions(to_position(all)));
  all["more"] = {5, 9};
  EXPECT_FALSE(parse_folder_positions(to_position(all)));
  EXPECT_TRUE(
      parse_folder_positions(to_position(folder_positions{{std::string(max_folder_name, 'x'), {5, 9}}})));
  EXPECT_FALSE(
      parse_folder_positions(to_position(folder_positions{{std::string(max_folder_name + 1, 'x'), {5, 9}}})));
}

}  // namespace
}  // namespace watchpost::mail::imap
