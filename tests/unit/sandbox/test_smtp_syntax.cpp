#include "sandbox/smtp_syntax.h"

#include <gtest/gtest.h>

namespace watchpost::sandbox {
namespace {

TEST(SmtpSyntax, Paths) {
  EXPECT_EQ(parse_path("FROM:<>", "FROM:")->address, "");
  EXPECT_EQ(parse_path("from: <a@b.test>", "FROM:")->address, "a@b.test");
  EXPECT_EQ(parse_path("TO:<@relay.test,@r2.test:a@b.test>", "TO:")->address, "a@b.test");
  EXPECT_EQ(parse_path("TO:<\"a>b\"@c.test>", "TO:")->address, "\"a>b\"@c.test");
  for (const char* bad : {"", "FROM", "FROM:a@b", "FROM:<a@b", "FROM:<a>", "FROM:<@b>", "FROM:<a@>",
                          "FROM:<a@b>x", "FROM:<a\x01@b>", "TO:<a@b>"}) {
    EXPECT_FALSE(parse_path(bad, "FROM:")) << bad;
  }
}

TEST(SmtpSyntax, Parameters) {
  const auto path = parse_path("FROM:<a@b.test> SIZE=10 body=8BITMIME X", "FROM:");
  ASSERT_TRUE(path);
  using list = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(path->parameters, (list{{"SIZE", "10"}, {"BODY", "8BITMIME"}, {"X", ""}}));
}

TEST(SmtpSyntax, HeloNames) {
  EXPECT_TRUE(is_helo_name("host.test"));
  EXPECT_TRUE(is_helo_name("[127.0.0.1]"));
  EXPECT_TRUE(is_helo_name("[IPv6:::1]"));
  for (const char* bad : {"", "a b", "<a>", "a@b"}) EXPECT_FALSE(is_helo_name(bad)) << bad;
}

}  // namespace
}  // namespace watchpost::sandbox
