// Words that must not be shown.
#include "mail/sasl/redaction.h"

#include "mail/text/base64.h"

#include <gtest/gtest.h>

namespace watchpost::mail::sasl {
namespace {

TEST(Redaction, HidesWhatWasAdded) {
  redaction r;
  r.add("geheim");
  r.add("");
  r.add("Z2VoZWlt");
  EXPECT_EQ(r.for_people("LOGIN a geheim, geheimgeheim"), "LOGIN a ***, ******");
  EXPECT_EQ(r.for_transcript("xZ2VoZWlty geheim"), "x<secret>y <secret>");
  EXPECT_EQ(r.for_people("nothing"), "nothing");
}

TEST(Redaction, HidesEveryFormOfAPassword) {
  redaction r;
  r.add(credentials("user", "a\"b\\word"));
  const std::string plain = std::string("\0user\0", 6) + "a\"b\\word";
  for (const std::string& said : {std::string("a\"b\\word"), std::string("a\\\"b\\\\word"),
                                  to_base64("a\"b\\word"), plain, to_base64(plain)})
    EXPECT_EQ(r.for_people("echo: " + said + "."), "echo: ***.") << said;
}

TEST(Redaction, HidesEveryFormOfAToken) {
  credentials who("user", "");
  who.token = secret("ya29.token");
  who.host = "mx.test";
  who.port = 993;
  redaction r;
  r.add(who);
  const std::string xoauth2 =
      "user=user\x01"
      "auth=Bearer ya29.token\x01\x01";
  EXPECT_EQ(r.for_people("ya29.token " + to_base64(xoauth2)), "*** ***");
}

// A letter stands in most sentences.
TEST(Redaction, HidesAShortPasswordFromTheTranscriptOnly) {
  redaction r;
  r.add(credentials("user", "abc"));
  EXPECT_EQ(r.for_people("abc"), "abc");
  EXPECT_EQ(r.for_transcript("PASS abc"), "PASS <secret>");
}

TEST(Redaction, LeavesNoRestOfTheLonger) {
  redaction r;
  r.add("secret");
  r.add("secret-word");
  EXPECT_EQ(r.for_people("secret-word"), "***");
}

}  // namespace
}  // namespace watchpost::mail::sasl
