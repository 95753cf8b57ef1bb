// The first line of a server, and capabilities.
#include "dialogue.h"

namespace watchpost::mail::imap {
namespace {

failure greeted_with(const std::string& lines) {
  imap_client c(lines);
  const auto done = c.sign_in();
  EXPECT_FALSE(done) << lines;
  EXPECT_EQ(c.unexpected(), "") << lines;
  return done ? failure{} : done.error();
}

TEST(greeting, that_is_none) {
  for (const std::string line : {"220 mail.test ESMTP", "+OK POP3 ready", "* NO go away", "* 3 EXISTS",
                                 "w0 OK hello", "HTTP/1.1 400 Bad Request", "+ ready"}) {
    const failure f = greeted_with("S: " + line + "\n");
    EXPECT_EQ(f.at, stage::greeting) << line;
    EXPECT_EQ(f.why, cause::protocol) << line;
  }
}

TEST(greeting, bye) {
  const failure f = greeted_with("S: * BYE Too many connections\nclose\n");
  EXPECT_EQ(f.at, stage::greeting);
  EXPECT_EQ(f.why, cause::busy);
  EXPECT_EQ(f.server, "Too many connections");
  EXPECT_EQ(greeted_with("S: * BYE later\n").why, cause::temporary);
  EXPECT_EQ(greeted_with("S: * BYE [UNAVAILABLE] later\n").why, cause::busy);
  EXPECT_EQ(greeted_with("S: * BYE [LIMIT] later\n").why, cause::busy);
}

TEST(greeting, none_at_all) {
  EXPECT_EQ(greeted_with("close\n").why, cause::closed);
  EXPECT_EQ(greeted_with("stall\n").why, cause::timeout);
}

TEST(greeting, with_capabilities_saves_a_question) {
  imap_client c(hello + auth + in + "C: w1 LOGOUT\n");
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.report().mechanism, "PLAIN");
}

const std::string asked =
    "S: * OK ready\nC: w1 CAPABILITY\nS: * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\nS: w1 OK done\n";

TEST(capability, is_asked_for_once_and_remembered) {
  imap_client c(asked + auth + "S: w0 OK welcome\nC: w2 LOGOUT\nnext\nS: * OK ready\n" + auth +
                "S: w0 OK welcome\nC: w1 LOGOUT\n");
  EXPECT_TRUE(c.sign_in());
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
}

TEST(capability, is_forgotten_when_sign_in_fails) {
  imap_client c(asked + auth + "S: w0 OK welcome\nC: w2 LOGOUT\nnext\nS: * OK ready\n" + auth +
                "S: w0 NO wrong\nnext\n" + asked + auth + "S: w0 OK welcome\nC: w2 LOGOUT\n");
  EXPECT_TRUE(c.sign_in());
  EXPECT_FALSE(c.sign_in());
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
}

TEST(capability, refused_or_missing) {
  const failure no = greeted_with("S: * OK ready\nC: w1 CAPABILITY\nS: w1 NO [UNAVAILABLE] later\n");
  EXPECT_EQ(no.at, stage::capabilities);
  EXPECT_EQ(no.why, cause::temporary);
  EXPECT_EQ(greeted_with("S: * OK ready\nC: w1 CAPABILITY\nS: w1 BAD what\n").why, cause::protocol);
  EXPECT_EQ(greeted_with("S: * OK ready\nC: w1 CAPABILITY\nS: w1 OK done\n").why, cause::protocol);
  EXPECT_EQ(greeted_with("S: * OK ready\nC: w1 CAPABILITY\nclose\n").why, cause::closed);
  EXPECT_EQ(greeted_with("S: * OK ready\nC: w1 CAPABILITY\nstall\n").why, cause::timeout);
}

TEST(preauth, needs_no_sign_in_on_a_clear_connection_by_choice) {
  imap_client c("S: * PREAUTH [CAPABILITY IMAP4rev1] welcome\n" + select + selected(0, 1) + "C: w2 LOGOUT\n");
  const auto seen = c.scan("");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->next, read_to("5:1"));
  EXPECT_EQ(c.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail::imap
