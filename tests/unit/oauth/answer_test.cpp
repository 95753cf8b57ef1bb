#include "mail/oauth/grant.h"
#include "support/failures.h"

#include <gtest/gtest.h>

namespace watchpost::mail::oauth {
namespace {

using namespace std::chrono_literals;

failure refused(unsigned status, std::string_view body) {
  const auto got = parse_answer(status, body);
  EXPECT_FALSE(got) << body;
  if (got) return {};
  EXPECT_EQ(got.error().at, stage::sign_in);
  EXPECT_EQ(got.error().code, static_cast<int>(status));
  return got.error();
}

// RFC 6749 section 5.1.
TEST(answer, is_read_as_the_rfc_has_it) {
  const auto got = parse_answer(200, R"({"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example"})");
  EXPECT_EQ(got.error().detail, "the token_type is 'example', not Bearer");
  const auto bearer = parse_answer(200, R"({
       "access_token":"2YotnFZFEjr1zCsicMWpAA",
       "token_type":"bEARER",
       "expires_in":3600,
       "refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA",
       "example_parameter":"example_value"
     })");
  ASSERT_TRUE(bearer) << bearer.error();
  EXPECT_EQ(bearer->access_token.view(), "2YotnFZFEjr1zCsicMWpAA");
  EXPECT_EQ(bearer->refresh_token.view(), "tGzv3JOkF0XG5Qx2TlKWIA");
  EXPECT_EQ(bearer->lifetime, 3600s);
}

std::optional<std::chrono::seconds> lifetime(const std::string& value) {
  const auto got =
      parse_answer(200, R"({"access_token":"a","token_type":"Bearer","expires_in":)" + value + "}");
  EXPECT_TRUE(got) << value;
  return got ? got->lifetime : std::nullopt;
}

TEST(answer, takes_lifetimes_as_servers_write_them) {
  EXPECT_EQ(lifetime("3599"), 3599s);
  EXPECT_EQ(lifetime("\"3599\""), 3599s);
  EXPECT_EQ(lifetime("3599.7"), 3599s);
  EXPECT_EQ(lifetime("0"), 0s);
  EXPECT_EQ(lifetime("18446744073709551615"), 366 * 24h);
  for (const auto* odd : {"-1", "\"soon\"", "\"\"", "null", "1e300", "[]", "true"})
    EXPECT_EQ(lifetime(odd), std::nullopt) << odd;
}

TEST(answer, must_be_whole) {
  for (const auto* body :
       {"", "not json", "[]", "null", "{", R"({"token_type":"Bearer"})", R"({"access_token":"a"})",
        R"({"access_token":"","token_type":"Bearer"})", R"({"access_token":7,"token_type":"Bearer"})",
        R"({"access_token":"a b","token_type":"Bearer"})",
        R"({"access_token":"a\r\nb","token_type":"Bearer"})",
        R"({"access_token":"a","token_type":["Bearer"]})", "[[[[[[[[[[[[[[[[[[[["})
    EXPECT_EQ(refused(200, body).why, cause::protocol) << body;
}

TEST(answer, is_bounded) {
  const std::string large =
      R"({"access_token":"a","token_type":"Bearer","x":")" + std::string(70'000, 'x') + "\"}";
  EXPECT_EQ(refused(200, large).why, cause::limit);
  const std::string long_token =
      R"({"access_token":")" + std::string(17'000, 'x') + R"(","token_type":"Bearer"})";
  EXPECT_EQ(refused(200, long_token).why, cause::protocol);
}

// RFC 6749 section 5.2.
TEST(answer, errors_have_causes_and_the_servers_words) {
  const failure f =
      refused(400, R"({"error":"invalid_grant","error_description":"AADSTS70008: expired\r\nTrace: 1"})");
  EXPECT_EQ(f.why, cause::credentials);
  EXPECT_EQ(f.enhanced, "invalid_grant");
  EXPECT_EQ(f.server, "AADSTS70008: expired??Trace: 1");
  EXPECT_EQ(refused(401, R"({"error":"invalid_client"})").why, cause::credentials);
  EXPECT_EQ(refused(400, R"({"error":"unauthorized_client"})").why, cause::credentials);
  EXPECT_EQ(refused(400, R"({"error":"invalid_scope"})").why, cause::permanent);
  EXPECT_EQ(refused(400, R"({"error":"unsupported_grant_type"})").why, cause::permanent);
  EXPECT_EQ(refused(400, R"({"error":"temporarily_unavailable"})").why, cause::temporary);
  EXPECT_EQ(refused(400, R"({"error":"slow_down"})").why, cause::busy);
}

TEST(answer, errors_without_json_go_by_their_status) {
  EXPECT_EQ(refused(500, "<html>").why, cause::temporary);
  EXPECT_EQ(refused(503, "").why, cause::temporary);
  EXPECT_EQ(refused(429, "").why, cause::busy);
  EXPECT_EQ(refused(404, "").why, cause::permanent);
  EXPECT_EQ(refused(404, "").detail, "the server answers with HTTP status 404");
  EXPECT_EQ(refused(401, "").why, cause::credentials);
  EXPECT_EQ(refused(302, "").detail, "the server redirects; name its new address");
  EXPECT_EQ(refused(400, R"({"error":{}})").why, cause::permanent);
}

TEST(answer, an_error_with_status_200_is_an_error) {
  const auto got = parse_answer(200, R"({"error":"invalid_grant"})");
  ASSERT_TRUE(fails(got, cause::credentials));
}

}  // namespace
}  // namespace watchpost::mail::oauth
