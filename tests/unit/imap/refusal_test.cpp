// Response codes become causes.
#include "mail/imap/refusal.h"

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
  EXPECT_EQ(refused(stage::sign_in, status::no).why, cause::credentials);
  EXPECT_EQ(refused(stage::open, status::no).why, cause::permanent);
  EXPECT_EQ(refused(stage::sign_in, status::bad).why, cause::protocol);
  EXPECT_EQ(refused(stage::greeting, status::bye).why, cause::temporary);
  EXPECT_EQ(refused(stage::find, status::bye).why, cause::closed);
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
