#include "mail/oauth/grant.h"
#include "mail/oauth/token_store.h"

#include <gtest/gtest.h>

namespace watchpost::mail::oauth {
namespace {

client someone() {
  client who;
  who.token_url = parse_url("https://server.example.com/token").value();
  who.id = "s6BhdRkqt3";
  who.secret = mail::secret("7Fjfp0ZBr1KtDRbnfVdmIw");
  return who;
}

// RFC 6749 section 6.
TEST(request, refreshes_as_the_rfc_has_it) {
  client who = someone();
  who.auth = client_auth::basic;
  EXPECT_EQ(write_request(who, "tGzv3JOkF0XG5Qx2TlKWIA"),
            "POST /token HTTP/1.1\r\n"
            "Host: server.example.com\r\n"
            "User-Agent: watchpost\r\n"
            "Accept: application/json\r\n"
            "Connection: close\r\n"
            "Authorization: Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            "Content-Length: 61\r\n"
            "\r\n"
            "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA");
}

std::string form(const client& who, std::string_view refresh_token) {
  const std::string all = write_request(who, refresh_token);
  return all.substr(all.find("\r\n\r\n") + 4);
}

TEST(request, shows_the_client_in_the_body) {
  EXPECT_EQ(form(someone(), ""),
            "grant_type=client_credentials&client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw");
  client open = someone();
  open.secret = {};
  open.scope = "https://outlook.office365.com/.default offline_access";
  EXPECT_EQ(form(open, "r"),
            "grant_type=refresh_token&refresh_token=r&client_id=s6BhdRkqt3&scope=https%3A%2F%2Foutlook."
            "office365.com%2F.default%20offline_access");
}

TEST(request, encodes_what_would_break_it) {
  EXPECT_EQ(form_encoded("a&b=c+d e%\r\n\xc3\xbc~"), "a%26b%3Dc%2Bd%20e%25%0D%0A%C3%BC%7E");
  EXPECT_EQ(form_encoded("aZ09-._*"), "aZ09-._*");
}

TEST(kept_token, comes_back) {
  const kept_token token{fingerprint(someone()), 1'795'342'400'000, mail::secret("a b c")};
  const auto back = read_kept_token(to_record(token));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->client, token.client);
  EXPECT_EQ(back->obtained, token.obtained);
  EXPECT_EQ(back->text.view(), "a b c");
  for (const auto* text : {"", "1 abc 12 t", R"({"v":1})", R"({"v":2,"client":"c","obtained":1,"token":"t"})",
                           R"({"v":1,"client":"c","obtained":1,"token":""})",
                           R"({"v":1,"client":"c","obtained":"1","token":"t"})",
                           R"({"v":1,"client":"c","obtained":1,"token":"t","more":1})"})
    EXPECT_FALSE(read_kept_token(text)) << text;
  EXPECT_TRUE(read_kept_token(R"({"v":1,"client":"c","obtained":1,"token":"t"})"));
}

TEST(fingerprint, tells_clients_apart) {
  const auto of = [](auto change) {
    client who = someone();
    change(who);
    return fingerprint(who);
  };
  const std::string same = of([](client&) {});
  EXPECT_EQ(same.size(), 32U);
  EXPECT_EQ(of([](client& c) { c.trust.ca_file = "x"; }), same);
  EXPECT_NE(of([](client& c) { c.id = "other"; }), same);
  EXPECT_NE(of([](client& c) { c.scope = "other"; }), same);
  EXPECT_NE(of([](client& c) { c.refresh_token = mail::secret("other"); }), same);
  EXPECT_NE(of([](client& c) { c.token_url.target = "/other"; }), same);
}

}  // namespace
}  // namespace watchpost::mail::oauth
