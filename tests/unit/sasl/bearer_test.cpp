#include "mail/sasl/bearer.h"

#include "mail/sasl/mechanism.h"
#include "mail/text/base64.h"
#include "support/failures.h"

#include <gtest/gtest.h>

#include <vector>

namespace watchpost::mail::sasl {
namespace {

using names = std::vector<std::string>;

credentials with_token(std::string user, std::string_view token) {
  credentials who{std::move(user), "a password"};
  who.token = secret(token);
  return who;
}

// RFC 7628 section 4.1.
credentials of_the_rfc() {
  credentials who = with_token("user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
  who.host = "server.example.com";
  who.port = 143;
  return who;
}

std::string decoded(std::string_view base64) { return from_base64(base64).value(); }

TEST(oauthbearer, says_what_the_rfc_says) {
  const auto m = make_oauthbearer(of_the_rfc());
  EXPECT_EQ(m->name(), "OAUTHBEARER");
  EXPECT_FALSE(m->satisfied());
  EXPECT_EQ(to_base64(m->initial().value()),
            "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRm"
            "dDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB");
  EXPECT_TRUE(m->satisfied());
  EXPECT_EQ(m->complaint(), "");
}

// RFC 7628 section 4.3.
TEST(oauthbearer, acknowledges_a_refusal_with_one_separator) {
  const auto m = make_oauthbearer(of_the_rfc());
  (void)m->initial();
  const auto answer = m->answer(decoded(
      "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJleGFtcGxlX3Njb3BlIiwib3BlbmlkLWNvbmZpZ3VyYXRpb24iO"
      "iJodHRwczovL2V4YW1wbGUuY29tLy53ZWxsLWtub3duL29wZW5pZC1jb25maWd1cmF0aW9uIn0="));
  ASSERT_TRUE(answer) << answer.error();
  EXPECT_EQ(to_base64(*answer), "AQ==");
  EXPECT_EQ(m->complaint(), "status invalid_token, scope example_scope");
  EXPECT_FALSE(m->satisfied()) << "success after a refusal is not believed";
  EXPECT_FALSE(m->answer("{}"));
}

TEST(oauthbearer, escapes_the_user_name) {
  EXPECT_EQ(make_oauthbearer(with_token("a,b=c", "t"))->initial(), "n,a=a=2Cb=3Dc,\1auth=Bearer t\1\1");
}

// https://developers.google.com/gmail/imap/xoauth2-protocol
TEST(xoauth2, says_what_its_author_says) {
  const auto m =
      make_xoauth2(with_token("someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"));
  EXPECT_EQ(to_base64(m->initial().value()),
            "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1s"
            "emRHRXVZMjl0Q2cBAQ==");
  EXPECT_FALSE(m->single_flight()) << "a refusal asks for an answer";
  const auto answer = m->answer(decoded(
      "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIG1hYyIsInNjb3BlIjoiaHR0cHM6Ly9tYWlsLmdvb2dsZS5jb20vI"
      "n0K"));
  ASSERT_TRUE(answer) << answer.error();
  EXPECT_EQ(*answer, "");
  EXPECT_EQ(m->complaint(), "status 401, scope https://mail.google.com/");
}

TEST(xoauth2, answers_an_empty_challenge_where_no_initial_response_is_taken) {
  const auto m = make_xoauth2(with_token("u", "t"));
  EXPECT_EQ(m->answer("").value(), "user=u\1auth=Bearer t\1\1");
  EXPECT_FALSE(make_xoauth2(with_token("u", "t"))->answer("what?"));
}

TEST(xoauth2, does_not_repeat_a_token_that_the_server_shows) {
  const auto m = make_xoauth2(with_token("u", "t0k.en-1"));
  (void)m->initial();
  (void)m->answer(R"({"status":"400 for t0k.en-1"})");
  EXPECT_EQ(m->complaint(), "status 400 for ***");
}

TEST(bearer_status, is_a_line_or_nothing) {
  EXPECT_EQ(parse_bearer_status(R"({"status":"a\r\nb"})"), "status a??b");
  for (const auto* text : {"", "{", "[]", "null", R"({"status":401})", R"({"status":""})", R"({"other":"x"})",
                           R"({"status":[[[[[[[[1]]]]]]]]})"})
    EXPECT_EQ(parse_bearer_status(text), "") << text;
  EXPECT_EQ(parse_bearer_status(R"({"status":")" + std::string(9000, 'x') + "\"}"), "");
  EXPECT_LE(parse_bearer_status(R"({"status":")" + std::string(900, 'x') + "\"}").size(), 500U);
}

std::string chosen(const names& offered, const credentials& who, bool secure = true, bool allow = false) {
  const auto m = choose(offered, who, secure, allow);
  return m ? std::string((*m)->name()) : std::string(name(m.error().why));
}

TEST(choose_with_a_token, takes_no_password_mechanism) {
  const auto who = with_token("u", "t");
  EXPECT_EQ(chosen({"PLAIN", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER"}, who), "OAUTHBEARER");
  EXPECT_EQ(chosen({"PLAIN", "xoauth2"}, who), "XOAUTH2");
  EXPECT_EQ(chosen({"PLAIN", "LOGIN", "SCRAM-SHA-256"}, who), "no-mechanism");
}

TEST(choose_with_a_token, takes_it_only_there) {
  EXPECT_EQ(chosen({"XOAUTH2", "OAUTHBEARER", "PLAIN"}, {"u", "p"}), "PLAIN");
  EXPECT_EQ(chosen({"XOAUTH2", "OAUTHBEARER"}, {"u", "p"}), "no-mechanism");
}

TEST(choose_with_a_token, shows_none_on_a_clear_connection) {
  const auto who = with_token("u", "t");
  const auto m = choose(names{"OAUTHBEARER", "SCRAM-SHA-256"}, who, false, false);
  ASSERT_TRUE(fails(m, cause::insecure));
  EXPECT_EQ(m.error().detail, "the access token would be readable on this connection without TLS");
  EXPECT_EQ(chosen({"OAUTHBEARER"}, who, false, true), "OAUTHBEARER");
}

TEST(choose_with_a_token, refuses_what_would_break_the_message) {
  for (const auto& who : {with_token("u\1auth=Bearer x", "t"), with_token("u", "t t"), with_token("u", "t\1"),
                          with_token("u", "="), with_token("u", std::string(20'000, 'x'))}) {
    const auto m = choose(names{"XOAUTH2", "OAUTHBEARER"}, who, true, false);
    ASSERT_TRUE(fails(m, cause::credentials));
  }
}

TEST(credentials, move_and_copy_the_token) {
  credentials from = of_the_rfc();
  const credentials copy = from;
  credentials to;
  to = std::move(from);
  EXPECT_EQ(copy.token.view(), to.token.view());
  EXPECT_EQ(to.host, "server.example.com");
  EXPECT_EQ(to.port, 143);
  EXPECT_TRUE(from.token.empty());  // NOLINT(bugprone-use-after-move): the point of the test
}

}  // namespace
}  // namespace watchpost::mail::sasl
