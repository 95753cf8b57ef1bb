// Certificates, STARTTLS, and what a man in the middle can do before it.
#include "dialogue.h"

namespace watchpost::mail::imap {
namespace {

const std::string offer = "S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\n";
const std::string start = "C: w1 STARTTLS\nS: w1 OK go\nstarttls\n";
const std::string inside = "C: w2 CAPABILITY\nS: * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\nS: w2 OK done\n";

TEST(implicit_tls, bad_certificates) {
  for (const std::string kind : {"wrong-name", "expired", "self-signed", "untrusted"}) {
    imap_client c("tls " + kind + "\n" + hello);
    const auto seen = c.scan("");
    ASSERT_TRUE(fails(seen, stage::tls, cause::certificate)) << kind;
    EXPECT_EQ(c.connections(), 1U) << kind;
  }
}

TEST(implicit_tls, is_secure_enough_for_a_password) {
  imap_client c("tls\n" + hello + auth + select + in + selected(0, 1) + "C: w2 LOGOUT\n");
  c.allow_cleartext = false;
  const auto seen = c.scan("");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  ASSERT_TRUE(c.report().tls);
  EXPECT_TRUE(c.report().tls->verified);
}

TEST(implicit_tls, preauth_is_fine) {
  imap_client c("tls\nS: * PREAUTH [CAPABILITY IMAP4rev1] welcome\n" + select + selected(0, 1) +
                "C: w2 LOGOUT\n");
  EXPECT_TRUE(c.scan(""));
  EXPECT_EQ(c.unexpected(), "");
}

TEST(starttls, forgets_and_asks_again) {
  imap_client c(offer + start + inside + auth + "C: w3 SELECT INBOX\n" + in + selected(0, 1, "w3") +
                "C: w4 LOGOUT\n");
  c.allow_cleartext = false;
  const auto seen = c.scan("");
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
}

TEST(starttls, uses_what_was_learnt_inside_earlier) {
  imap_client c(offer + start + inside + auth + "S: w0 OK welcome\nC: w3 LOGOUT\nnext\nS: * OK ready\n" +
                start + auth + "S: w0 OK welcome\nC: w2 LOGOUT\n");
  EXPECT_TRUE(c.sign_in());
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
}

// The script must say somewhere that the client wants STARTTLS.
failure refused_before_tls(const std::string& script) {
  imap_client c(script + "next\nstarttls\n");
  const auto seen = c.scan("");
  EXPECT_FALSE(seen) << script;
  EXPECT_EQ(c.unexpected(), "only 1 of 2 connections\n") << script;
  return seen ? failure{} : seen.error();
}

TEST(starttls, stripped) {
  const failure f = refused_before_tls("S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\n");
  EXPECT_EQ(f.why, cause::no_starttls);
  EXPECT_EQ(f.at, stage::tls);
}

TEST(starttls, refused) {
  for (const std::string answer : {"BAD unknown", "NO not now"})
    EXPECT_EQ(refused_before_tls(offer + "C: w1 STARTTLS\nS: w1 " + answer + "\n").why, cause::no_starttls);
  EXPECT_EQ(refused_before_tls("S: * OK ready\nC: w1 STARTTLS\nS: w1 BAD unknown\n").why, cause::no_starttls);
}

TEST(starttls, injected_answers) {
  for (const std::string more : {"S: * CAPABILITY IMAP4rev1 AUTH=PLAIN\n", "S: w2 OK done\n", "raw: *\n"})
    EXPECT_EQ(refused_before_tls(offer + "C: w1 STARTTLS\nS: w1 OK go\n" + more).why, cause::protocol)
        << more;
}

TEST(starttls, preauth_in_the_clear) {
  const failure f = refused_before_tls("S: * PREAUTH [CAPABILITY IMAP4rev1] welcome\n");
  EXPECT_EQ(f.why, cause::insecure);
  EXPECT_EQ(f.at, stage::greeting);
}

TEST(starttls, bad_certificate) {
  imap_client c(offer + "C: w1 STARTTLS\nS: w1 OK go\nstarttls wrong-name\n");
  const auto seen = c.scan("");
  ASSERT_TRUE(fails(seen, cause::certificate));
}

TEST(starttls, lost_halfway) {
  EXPECT_EQ(refused_before_tls(offer + "C: w1 STARTTLS\nclose\n").why, cause::closed);
  EXPECT_EQ(refused_before_tls(offer + "C: w1 STARTTLS\nstall\n").why, cause::timeout);
  EXPECT_EQ(refused_before_tls(offer + "C: w1 STARTTLS\nS: * BYE no\n").why, cause::closed);
}

}  // namespace
}  // namespace watchpost::mail::imap
