// Response codes become causes.
#include "mail/imap/response.h"

#include <gtest/gtest.h>

#include <tuple>

namespace watchpost::mail::imap {
namespace {

failure refused(stage at, status what, std::string code = {}, std::string text = "words") {
  status_response said;
  said.what = what;
  said.code.name = std::move(code);
  said.text = std::move(text);
  return refusal(at, said);
}

TEST(refusal, by_code) {
  const std::tuple<const char*, cause> table[]{{"AUTHENTICATIONFAILED", cause::credentials},
                                               {"EXPIRED", cause::credentials},
                                               {"AUTHORIZATIONFAILED", cause::permanent},
                                               {"PRIVACYREQUIRED", cause::insecure},
                                               {"UNAVAILABLE", cause::busy},
                                               {"INUSE", cause::busy},
                                               {"LIMIT", cause::busy},
                                               {"CONTACTADMIN", cause::permanent},
                                               {"OVERQUOTA", cause::quota},
                                               {"NOPERM", cause::permanent},
                                               {"SERVERBUG", cause::temporary},
                                               {"NONEXISTENT", cause::permanent}};
  for (const auto& [code, why] : table)
    for (const auto what : {status::no, status::bye}) {
      const failure f = refused(stage::sign_in, what, code);
      EXPECT_EQ(f.why, why) << code;
      EXPECT_EQ(f.enhanced, code);
      EXPECT_EQ(f.server, "words");
      EXPECT_EQ(f.at, stage::sign_in);
    }
}

TEST(refusal, without_a_code_by_stage) {
  EXPECT_EQ(refused(stage::sign_in, status::no).why, cause::unexplained);
  EXPECT_EQ(refused(stage::sign_in, status::bye).why, cause::busy);
  EXPECT_EQ(refused(stage::open, status::no).why, cause::permanent);
  EXPECT_EQ(refused(stage::sign_in, status::bad).why, cause::protocol);
  EXPECT_EQ(refused(stage::greeting, status::bye).why, cause::temporary);
  EXPECT_EQ(refused(stage::find, status::bye).why, cause::closed);
}

// As servers in the field word them.
TEST(refusal, of_a_sign_in_by_its_words) {
  for (const auto* words :
       {"LOGIN failed.", "Invalid credentials (Failure)", "Authentication failed. Try again",
        "[ALERT] Application-specific password required", "account locked"})
    EXPECT_EQ(refused(stage::sign_in, status::no, "", words).why, cause::credentials) << words;
  for (const auto* words :
       {"Internal server error", "Temporary authentication failure", "Server Unavailable. 15", "System Error",
        "Request is throttled. Suggested Backoff Time: 2500 milliseconds",
        "Too many simultaneous connections", "please try again later"})
    for (const auto what : {status::no, status::bad, status::bye})
      EXPECT_EQ(
          refused(stage::sign_in, what, "", words).why,
          what == status::bad && std::string(words).starts_with("please") ? cause::protocol : cause::busy)
          << words;
  EXPECT_EQ(refused(stage::sign_in, status::bye, "", "wrong password").why, cause::credentials);
  EXPECT_EQ(refused(stage::sign_in, status::no, "", "Connection is closed. 25").why, cause::unexplained);
}

TEST(refusal, of_a_limit_is_one_at_any_stage) {
  for (const auto at : {stage::greeting, stage::sign_in, stage::open, stage::find, stage::remove})
    for (const auto what : {status::no, status::bad, status::bye}) {
      const failure f =
          refused(at, what, "", "Request is throttled. Suggested Backoff Time: 299910 milliseconds");
      EXPECT_EQ(f.why, cause::busy);
      EXPECT_EQ(f.wait, std::chrono::milliseconds(299910));
      EXPECT_EQ(refused(at, what, "OVERQUOTA", "Account exceeded command or bandwidth limits.").why,
                cause::busy);
      EXPECT_EQ(refused(at, what, "OVERQUOTA", "Mailbox size limit exceeded").why, cause::quota);
    }
}

TEST(refusal, of_too_many_arguments_is_no_limit) {
  for (const auto* words : {"Too many arguments", "Too many invalid IMAP commands."})
    EXPECT_EQ(refused(stage::find, status::bad, "", words).why, cause::protocol) << words;
}

TEST(refusal, unknown_code_says_nothing) {
  const failure f = refused(stage::open, status::no, "XYZZY");
  EXPECT_EQ(f.why, cause::permanent);
  EXPECT_EQ(f.enhanced, "");
}

TEST(refusal, words_are_printable) {
  EXPECT_EQ(refused(stage::open, status::no, "", "a\x1b[0m").server, "a?[0m");
}

}  // namespace
}  // namespace watchpost::mail::imap
