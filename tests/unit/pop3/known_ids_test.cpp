#include "mail/pop3/listing.h"

#include <watchpost/service/state.h>

#include <gtest/gtest.h>

namespace watchpost::mail::pop3 {
namespace {

std::vector<unique_id> maildrop(std::uint32_t from, std::uint32_t to) {
  std::vector<unique_id> all;
  for (std::uint32_t i = from; i < to; ++i) all.push_back({i - from + 1, "uid-" + std::to_string(i)});
  return all;
}

constexpr std::size_t max_reread = 1000;

std::string all_of(const std::vector<unique_id>& messages) { return to_position(hashes_of(messages)); }

TEST(position, holds_the_first_bytes_of_sha256) {
  // printf abc | sha256sum: ba7816bf 8f01cfea ...
  const std::vector<unique_id> abc{{1, "abc"}};
  EXPECT_EQ(hashes_of(abc), std::vector<std::uint64_t>{0xba7816bf8f01});
  EXPECT_EQ(all_of(abc), R"({"v":1,"known":"ungWv48B"})");
}

TEST(position, comes_back) {
  const auto text = to_position({3, 1, 0xFFFFFFFFFFFF, 3});
  EXPECT_EQ(from_position(text), (std::vector<std::uint64_t>{1, 3, 0xFFFFFFFFFFFF}));
  EXPECT_EQ(from_position(to_position({})), std::vector<std::uint64_t>{});
}

TEST(position, of_another_kind_is_none) {
  const auto known = [](const std::string& ids) { return R"({"v":1,"known":")" + ids + "\"}"; };
  EXPECT_TRUE(from_position(known("AAAAAAABAAAAAAAC")));
  for (const std::string& text :
       {std::string(), std::string("2:AAAAAAAB"), known("x"), known("AAAA"), known("AAAAAAABAAAAAAAB"),
        known("AAAAAAACAAAAAAAB"), known(std::string(std::size_t{WP_STATE_VALUE_MAX}, 'A'))})
    EXPECT_FALSE(from_position(text)) << text.substr(0, 100);
}

TEST(position, of_a_full_maildrop_fits_the_state_of_a_host) {
  auto many = maildrop(0, max_known);
  const auto text = all_of(many);
  EXPECT_LE(text.size(), std::size_t{WP_STATE_VALUE_MAX});
  const auto todo = plan(many, text, max_reread);
  EXPECT_TRUE(todo.unknown.empty());
  EXPECT_FALSE(todo.renumbered);
}

TEST(position, knows_copies_that_share_a_unique_id_apart) {
  auto one = parse_unique_ids("1 a\r\n")->found;
  const auto known = all_of(one);
  auto two = parse_unique_ids("1 a\r\n2 b\r\n3 a\r\n")->found;
  EXPECT_EQ(plan(two, known, max_reread).unknown, (std::vector<std::size_t>{1, 2}));
  EXPECT_TRUE(plan(two, all_of(two), max_reread).unknown.empty());
}

TEST(plan, takes_everything_as_known_at_first) {
  auto messages = maildrop(0, 5);
  const auto todo = plan(messages, "", max_reread);
  EXPECT_TRUE(todo.unknown.empty());
  EXPECT_EQ(todo.known.size(), 5U);
  EXPECT_FALSE(todo.renumbered);
}

TEST(plan, reads_what_is_new_and_forgets_what_is_gone) {
  auto messages = maildrop(3, 8);
  const auto todo = plan(messages, all_of(maildrop(0, 6)), max_reread);
  EXPECT_EQ(todo.unknown, (std::vector<std::size_t>{3, 4}));
  EXPECT_EQ(todo.known.size(), 3U);
}

TEST(plan, reads_the_newest_again_when_the_position_means_nothing) {
  auto messages = maildrop(0, max_reread + 200);
  const auto todo = plan(messages, "17:99", max_reread);
  EXPECT_TRUE(todo.renumbered);
  ASSERT_EQ(todo.unknown.size(), max_reread);
  EXPECT_EQ(todo.unknown.front(), 200U);
  EXPECT_EQ(todo.known.size(), 200U);
}

TEST(plan, notices_new_unique_ids_for_old_messages) {
  auto messages = maildrop(0, max_reread + 1);
  EXPECT_TRUE(plan(messages, all_of(maildrop(5000, 5010)), max_reread).renumbered);
  // A maildrop that was emptied and filled again looks the same, but costs little.
  auto few = maildrop(0, 20);
  const auto todo = plan(few, all_of(maildrop(5000, 5010)), max_reread);
  EXPECT_FALSE(todo.renumbered);
  EXPECT_EQ(todo.unknown.size(), 20U);
  // Nothing was known: all is new.
  EXPECT_FALSE(plan(messages, to_position({}), max_reread).renumbered);
}

TEST(plan, looks_at_the_newest_of_a_huge_maildrop) {
  auto messages = maildrop(0, max_known + 10);
  const auto todo = plan(messages, "", max_reread);
  EXPECT_EQ(messages.size(), max_known);
  EXPECT_EQ(messages.front().number, 11U);
  EXPECT_EQ(todo.hashes.size(), max_known);
}

}  // namespace
}  // namespace watchpost::mail::pop3
