// Every way in which a token server disappoints.
#include "support/failures.h"
#include "token_server.h"

#include <gmock/gmock.h>

namespace watchpost::mail::oauth {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

failure refused(token_server& s) {
  notebook book;
  const auto from = s.join(book);
  const auto got = s.ask(*from);
  EXPECT_FALSE(got);
  if (got) return {};
  EXPECT_EQ(got.error().at, stage::sign_in);
  EXPECT_EQ(got.error().token, token_trouble::unobtainable);
  EXPECT_THAT(
      got.error().detail,
      StartsWith("no access token from https://127.0.0.1:" + std::to_string(s.server().port) + "/token"));
  return got.error();
}
failure refused(const std::string& script) {
  token_server s(script);
  failure f = refused(s);
  EXPECT_EQ(s.unexpected(), "") << script;
  return f;
}

TEST(token_request, by_client_credentials) {
  token_server s(asks + grants("a1"));
  notebook book;
  EXPECT_EQ(s.asked(*s.join(book)), "fresh a1");
  EXPECT_EQ(s.message(), "grant_type=client_credentials&client_id=id&client_secret=cl1ent-s3cret");
  EXPECT_EQ(s.unexpected(), "");
  EXPECT_EQ(book.calls, 0);
}

TEST(token_request, takes_a_chunked_answer) {
  token_server s(
      asks +
      "S: HTTP/1.1 200 OK\nS: Transfer-Encoding: chunked\nS:\nS: 14\nS: {\"access_token\":\"a1\"\nS: "
      "18\nraw: ,\"token_type\":\"Bearer\"}\\x20\\r\\n\nS: 0\nS:\nclose\n");
  notebook book;
  EXPECT_EQ(s.asked(*s.join(book)), "fresh a1");
}

TEST(token_request, takes_an_answer_that_ends_with_the_connection) {
  token_server s(asks +
                 "S: HTTP/1.0 200 OK\nS:\nS: {\"access_token\":\"a1\",\"token_type\":\"Bearer\"}\nclose\n");
  notebook book;
  EXPECT_EQ(s.asked(*s.join(book)), "fresh a1");
}

TEST(token_request, told_of_a_refused_client) {
  const failure f =
      refused(asks + answers(R"({"error":"invalid_client","error_description":"AADSTS7000215: )" + secret +
                                 R"( is wrong"})",
                             "401 Unauthorized"));
  EXPECT_EQ(f.why, cause::credentials);
  EXPECT_EQ(f.code, 401);
  EXPECT_EQ(f.enhanced, "invalid_client");
  EXPECT_EQ(f.server, "AADSTS7000215: *** is wrong");
}

TEST(token_request, told_of_a_refused_grant) {
  token_server s(refreshes +
                 answers(R"({"error":"invalid_grant","error_description":"expired"})", "400 Bad"));
  const failure f = refused(s.with_refresh_token());
  EXPECT_EQ(f.why, cause::credentials);
  EXPECT_EQ(f.enhanced, "invalid_grant");
  EXPECT_EQ(s.message(),
            "grant_type=refresh_token&refresh_token=r1&client_id=id&client_secret=cl1ent-s3cret");
}

TEST(token_request, told_of_a_broken_server) {
  const failure f = refused(asks + answers("<html>", "500 Oops"));
  EXPECT_EQ(f.why, cause::temporary);
  EXPECT_EQ(f.code, 500);
}

TEST(token_request, no_garbage) {
  EXPECT_EQ(refused(asks + "S: 220 mail.test ESMTP\nclose\n").why, cause::protocol);
  EXPECT_EQ(refused(asks + "raw: \\0\\0\\0\\0\\r\\n\\r\\n\nclose\n").why, cause::protocol);
  EXPECT_EQ(refused(asks + answers("{")).why, cause::protocol);
  EXPECT_EQ(refused(asks + answers("{}")).why, cause::protocol);
}

TEST(token_request, no_endless_answers) {
  EXPECT_EQ(refused(asks + "S: HTTP/1.1 200 OK\nrepeat 2000 X-Header: 0123456789\nS:\nclose\n").why,
            cause::limit);
  EXPECT_EQ(refused(asks + "S: HTTP/1.1 200 OK\nS: Content-Length: 1000000\nS:\nclose\n").why, cause::limit);
  EXPECT_EQ(refused(asks + "S: HTTP/1.0 200 OK\nS:\nflood 100000\nclose\n").why, cause::limit);
}

TEST(token_request, no_redirections) {
  const failure f = refused(asks +
                            "S: HTTP/1.1 307 Over There\nS: Location: https://evil.test/\nS: "
                            "Content-Length: 0\nS:\nclose\n");
  EXPECT_EQ(f.why, cause::permanent);
  EXPECT_THAT(f.detail, HasSubstr("redirects"));
}

TEST(token_request, no_patience_without_end) {
  token_server s(asks + "stall\n");
  const auto before = s.clock().now();
  EXPECT_EQ(refused(s).why, cause::timeout);
  EXPECT_EQ(s.clock().now() - before, request_timeout);
}

TEST(token_request, cut_short) {
  EXPECT_EQ(refused(asks + "close\n").why, cause::closed);
  EXPECT_EQ(refused(asks + "reset\n").why, cause::closed);
  EXPECT_EQ(refused(asks + "S: HTTP/1.1 200 OK\nS: Content-Length: 50\nS:\nraw: {\nclose\n").why,
            cause::protocol);
}

TEST(token_request, only_to_the_right_server) {
  for (const auto* certificate : {"wrong-name", "expired", "self-signed", "untrusted"}) {
    token_server s(std::string("tls ") + certificate + "\n");
    s.who.trust.verify = false;  // of no effect here
    const failure f = refused(s);
    EXPECT_EQ(f.why, cause::certificate) << certificate;
    EXPECT_THAT(f.detail, HasSubstr("/token, tls: ")) << certificate;
  }
}

TEST(token_request, told_that_nobody_listens) {
  token_server s("tls\n");
  s.who.token_url.port = 1;
  notebook book;
  const auto got = s.ask(*s.join(book));
  ASSERT_TRUE(fails(got, cause::refused));
  EXPECT_THAT(got.error().detail, StartsWith("no access token from https://127.0.0.1:1/token, connect: "));
}

TEST(token_request, dies_at_no_step) {
  const std::string script = refreshes + grants("a1", R"(,"refresh_token":"r2")");
  const std::size_t steps = token_server(script).steps();
  for (std::size_t i = 0; i < steps; ++i) {
    token_server s(script, {.cut_before = i});
    s.with_refresh_token();
    notebook book;
    const auto from = s.join(book);
    const auto got = s.ask(*from);
    EXPECT_TRUE(!got || i + 1 == steps) << i;
    s.leave(*from);
  }
}

}  // namespace
}  // namespace watchpost::mail::oauth
