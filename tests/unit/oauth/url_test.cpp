#include "mail/oauth/grant.h"

#include <gtest/gtest.h>

namespace watchpost::mail::oauth {
namespace {

TEST(url, is_taken_apart) {
  const auto u = parse_url("https://login.example.com/oauth2/v2.0/token?tenant=a%20b");
  ASSERT_TRUE(u);
  EXPECT_EQ(u->host, "login.example.com");
  EXPECT_EQ(u->port, 443);
  EXPECT_EQ(u->target, "/oauth2/v2.0/token?tenant=a%20b");
  EXPECT_EQ(authority(*u), "login.example.com");
  EXPECT_EQ(to_text(*u), "https://login.example.com/oauth2/v2.0/token?tenant=a%20b");
}

TEST(url, knows_ports_addresses_and_bare_names) {
  EXPECT_EQ(authority(parse_url("HTTPS://localhost:8443/t").value()), "localhost:8443");
  EXPECT_EQ(parse_url("https://[::1]:8443/t")->host, "::1");
  EXPECT_EQ(authority(parse_url("https://[::1]:8443/t").value()), "[::1]:8443");
  EXPECT_EQ(parse_url("https://a")->target, "/");
  EXPECT_EQ(parse_url("https://a?b")->target, "/?b");
}

TEST(url, refuses_everything_else) {
  for (const auto* text : {"",
                           "http://a/t",
                           "ftp://a/t",
                           "https:/a/t",
                           "https://",
                           "https:///t",
                           "https://user@a/t",
                           "https://user:pass@a/t",
                           "https://a:0/t",
                           "https://a:99999/t",
                           "https://a:/t",
                           "https://a:8x/t",
                           "https://a/t#frag",
                           "https://a/t t",
                           "https://a/t\r\nHost: b",
                           "https://a\r\n/t",
                           "https://[::1/t",
                           "https://[::1]x/t",
                           "https://a b/t",
                           "https://\xc3\xbc/t",
                           "a/t",
                           "https://[]/t",
                           "https://[name]/t",
                           "https://[1%2]/t"})
    EXPECT_FALSE(parse_url(text)) << text;
  EXPECT_FALSE(parse_url("https://a/" + std::string(3000, 'x')));
}

}  // namespace
}  // namespace watchpost::mail::oauth
