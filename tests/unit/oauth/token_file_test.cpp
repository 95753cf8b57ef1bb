#include "mail/oauth/token_store.h"
#include "support/memory_transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace watchpost::mail::oauth {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class token_file : public ::testing::Test {
 protected:
  ~token_file() override { fs::remove(path_); }

  void write(std::string_view text) { std::ofstream(path_, std::ios::binary) << text; }
  std::string read() {
    const auto got = read_token_file(path_);
    if (got) return std::string(got->view());
    EXPECT_EQ(got.error().at, stage::sign_in);
    EXPECT_EQ(got.error().why, cause::credentials);
    EXPECT_EQ(got.error().token, token_trouble::unobtainable);
    EXPECT_THAT(got.error().detail, HasSubstr(path_));
    return got.error().detail.substr(got.error().detail.rfind(": ") + 2);
  }

  std::string path_ = ::testing::TempDir() + "token-" + std::to_string(::getpid());
};

TEST_F(token_file, holds_a_token_and_a_line_end) {
  write("ya29.a-b_c~d+e/f==\r\n");
  EXPECT_EQ(read(), "ya29.a-b_c~d+e/f==");
}

TEST_F(token_file, tells_why_there_is_none) {
  EXPECT_EQ(read(), "it does not exist");
  write("\n");
  EXPECT_EQ(read(), "it is empty");
  for (const auto& text : {std::string("{\"access_token\":\"a\"}"), std::string("a b"), std::string("a\nb"),
                           std::string("a\0b", 3)}) {
    write(text);
    EXPECT_EQ(read(), "it holds something else than one access token");
  }
  write(std::string(20'000, 'x'));
  EXPECT_EQ(read(), "it is larger than 16 KiB");
  path_ = ::testing::TempDir();
  EXPECT_EQ(read_token_file(path_).error().detail,
            "no access token from the file " + path_ + ": it is not a regular file");
  path_ = "/nonexistent";
}

TEST_F(token_file, is_read_anew_at_every_use) {
  const auto from = make_token_file(path_);
  const auto ask = [&] { return test::finished(from->token(net::instant{}, net::cancellation{})); };
  write("a1");
  const auto first = ask();
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->fresh);
  EXPECT_FALSE(from->refused(*first)) << "the file holds the same still";
  write("a2");
  EXPECT_TRUE(from->refused(*first));
  EXPECT_EQ(ask()->text.view(), "a2");
}

}  // namespace
}  // namespace watchpost::mail::oauth
