#include "dialogue.h"

namespace watchpost::mail::pop3 {
namespace {

// The script is one connection (or more); the client only signs in.
failure failed(const std::string& script, bool allow_cleartext = false) {
  pop3_client c(script);
  c.allow_cleartext = allow_cleartext;
  const auto done = c.sign_in();
  EXPECT_FALSE(done) << script;
  EXPECT_EQ(c.unexpected(), "") << script;
  if (done) return {};
  expect_discreet(done.error());
  return done.error();
}

const std::string capa = "C: CAPA\nS: +OK\n";

TEST(sign_in, by_plain) {
  pop3_client c(signed_in + "C: QUIT\n");
  const auto done = c.sign_in();
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
  ASSERT_TRUE(c.report().tls);
  EXPECT_TRUE(c.report().tls->verified);
}

TEST(sign_in, behind_stls) {
  pop3_client c("S: +OK ready\nC: STLS\nS: +OK go\nstarttls\n" + capa + "S: SASL PLAIN\nS: .\n" + auth_plain +
                "S: +OK\nC: QUIT\n");
  const auto done = c.sign_in();
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
}

TEST(sign_in, by_user_and_pass_when_nothing_is_better) {
  pop3_client c(
      "tls\nS: +OK\nC: CAPA\nS: -ERR unknown\nC: USER monitor\nS: +OK\nC: PASS geheim\nS: +OK\nC: QUIT\n");
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.report().mechanism, "USER");
}

TEST(sign_in, pipelines_user_and_pass) {
  pop3_client c("tls\nS: +OK\n" + capa +
                "S: USER\nS: PIPELINING\nS: .\nC: USER monitor\nC: PASS geheim\nS: +OK\nS: +OK\nC: QUIT\n");
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
}

TEST(sign_in, by_cram_md5_in_clear) {
  pop3_client c("S: +OK\n" + capa +
                "S: SASL PLAIN CRAM-MD5\nS: .\nC: AUTH CRAM-MD5\nS: + PDFAdGVzdD4=\nC: *\nS: +OK\nC: QUIT\n");
  const auto done = c.sign_in();
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
}

// RFC 5034 section 4: a command line is at most 255 octets, with its end.
TEST(sign_in, keeps_back_an_initial_response_that_is_too_long) {
  pop3_client c("tls\nS: +OK\n" + capa +
                "S: SASL PLAIN\nS: .\nC: AUTH PLAIN\nraw: +\\x20\\r\\n\nC: *\nS: +OK\nC: QUIT\n");
  auto how = c.how();
  how.user.username = std::string(200, 'u');
  const auto done = c.sign_in(how);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
}

TEST(sign_in, never_shows_the_password_on_a_clear_connection) {
  EXPECT_EQ(failed("S: +OK\n" + capa + "S: SASL PLAIN LOGIN\nS: USER\nS: .\n").why, cause::insecure);
  EXPECT_EQ(failed("S: +OK\n" + capa + "S: USER\nS: .\n").why, cause::insecure);
  EXPECT_EQ(failed("S: +OK\nC: CAPA\nS: -ERR unknown\n").why, cause::insecure);
}

TEST(sign_in, shows_the_password_when_the_settings_say_so) {
  pop3_client c("S: +OK\n" + capa + "S: SASL PLAIN\nS: .\n" + auth_plain + "S: +OK\nC: QUIT\n");
  c.allow_cleartext = true;
  EXPECT_TRUE(c.sign_in());
  EXPECT_EQ(c.unexpected(), "");
}

TEST(sign_in, fails_at_the_greeting) {
  auto f = failed("tls\nS: -ERR [SYS/TEMP] too many connections\n");
  EXPECT_EQ(f.at, stage::greeting);
  EXPECT_EQ(f.why, cause::busy);
  EXPECT_EQ(f.enhanced, "SYS/TEMP");
  EXPECT_EQ(f.server, "too many connections");
  EXPECT_EQ(failed("tls\nS: -ERR go away\n").why, cause::temporary);
  EXPECT_EQ(failed("tls\nS: -ERR [SYS/PERM] go away\n").why, cause::permanent);
  f = failed("tls\nS: 220 mail.test ESMTP\n");
  EXPECT_EQ(f.at, stage::greeting);
  EXPECT_EQ(f.why, cause::protocol);
  EXPECT_EQ(f.server, "220 mail.test ESMTP");
  EXPECT_EQ(failed("tls\nS: + what\n").why, cause::protocol);
  EXPECT_EQ(failed("tls\nraw: +OK a\\0b\\r\\n\n").why, cause::protocol);
  EXPECT_EQ(failed("tls\nraw: \\x01\\x80\\xff\\r\\n\n").server, "???");
  EXPECT_EQ(failed("tls\nflood 100000\n").why, cause::limit);
  EXPECT_EQ(failed("tls\nclose\n").why, cause::closed);
}

TEST(sign_in, fails_when_there_is_no_user_by_that_password) {
  for (const auto* code : {"", "[AUTH] "}) {
    const auto f = failed(plain_server + auth_plain + "S: -ERR " + code + "wrong: geheim\n");
    EXPECT_EQ(f.at, stage::sign_in);
    EXPECT_EQ(f.why, cause::credentials);
    EXPECT_EQ(f.server, "wrong: ***");
  }
}

TEST(sign_in, understands_response_codes) {
  const auto cause_of = [](const std::string& code) {
    const auto f = failed(plain_server + auth_plain + "S: -ERR [" + code + "] no\n");
    EXPECT_EQ(f.enhanced, code);
    return f.why;
  };
  EXPECT_EQ(cause_of("IN-USE"), cause::busy);
  EXPECT_EQ(cause_of("LOGIN-DELAY"), cause::busy);
  EXPECT_EQ(cause_of("SYS/TEMP"), cause::busy);
  EXPECT_EQ(cause_of("SYS/PERM"), cause::permanent);
  EXPECT_EQ(cause_of("AUTH"), cause::credentials);
}

TEST(sign_in, understands_locks_and_limits_without_a_code) {
  for (const auto* words :
       {"maildrop already locked", "Mailbox in use by another session", "Too many simultaneous connections"})
    EXPECT_EQ(failed(plain_server + auth_plain + "S: -ERR " + words + "\n").why, cause::busy) << words;
  EXPECT_EQ(failed(plain_server + auth_plain + "S: -ERR account locked\n").why, cause::credentials);
}

TEST(sign_in, understands_what_is_said_without_a_code) {
  const std::pair<const char*, cause> table[]{
      {"Temporary problem, please try again later", cause::busy},
      {"[SOMETHING] System Error", cause::busy},
      {"/var/spool/mail/.probe.pop lock busy!  Is another session active? (11)", cause::busy},
      {"Logon failure: unknown user name or bad password.", cause::credentials},
      {"authorization failed", cause::credentials},
      {"Connection is closed. 25", cause::unexplained}};
  for (const auto& [words, why] : table) {
    const auto f = failed(plain_server + auth_plain + "S: -ERR " + words + "\n");
    EXPECT_EQ(f.why, why) << words;
    EXPECT_EQ(f.enhanced, "");
  }
}

TEST(sign_in, hides_what_the_server_echoes) {
  const auto f = failed(plain_server + auth_plain + "S: -ERR unknown: AUTH PLAIN AG1vbml0b3IAZ2VoZWlt\n");
  EXPECT_EQ(f.server, "unknown: AUTH PLAIN ***");
  failed(plain_server + auth_plain + "S: AUTH PLAIN AG1vbml0b3IAZ2VoZWlt geheim\n");
}

TEST(sign_in, fails_by_user_and_pass) {
  const std::string old = "tls\nS: +OK\nC: CAPA\nS: -ERR unknown\nC: USER monitor\n";
  EXPECT_EQ(failed(old + "S: -ERR no such user\n").why, cause::credentials);
  EXPECT_EQ(failed(old + "S: + what\n").why, cause::protocol);
  EXPECT_EQ(failed(old + "S: +OK\nC: PASS geheim\nS: -ERR wrong\n").why, cause::credentials);
  EXPECT_EQ(failed(old + "S: +OK\nC: PASS geheim\nS: -ERR [IN-USE] no\n").why, cause::busy);
  EXPECT_EQ(failed(old + "S: +OK\nC: PASS geheim\nS: + what\n").why, cause::protocol);
}

TEST(sign_in, never_tries_a_refused_password_twice) {
  // A second connection would be unexpected.
  const auto f =
      failed("tls\nS: +OK\n" + capa +
             "S: PIPELINING\nS: USER\nS: .\nC: USER monitor\nC: PASS geheim\nS: +OK\nS: -ERR wrong\n");
  EXPECT_EQ(f.why, cause::credentials);
}

TEST(sign_in, fails_without_a_common_mechanism) {
  EXPECT_EQ(failed("tls\nS: +OK\n" + capa + "S: SASL GSSAPI\nS: .\n").why, cause::no_mechanism);
  EXPECT_EQ(failed("tls\nS: +OK\n" + capa + "S: .\n").why, cause::no_mechanism);
}

TEST(sign_in, is_not_offered_before_tls) {
  const auto f = failed("S: +OK\n" + capa + "S: STLS\nS: .\n", true);
  EXPECT_EQ(f.why, cause::insecure);
  EXPECT_EQ(f.detail, "the server takes no sign-in without TLS");
}

TEST(sign_in, fails_when_the_server_does_not_prove_itself) {
  const std::string scram = "S: +OK\n" + capa + "S: SASL SCRAM-SHA-256\nS: .\nC: AUTH SCRAM-SHA-256 *\n";
  auto f = failed(scram + "S: +OK come in\n");
  EXPECT_EQ(f.at, stage::sign_in);
  EXPECT_EQ(f.why, cause::protocol);
  // r=other,s=c2FsdA==,i=4096: not our nonce
  f = failed(scram + "S: + cj1vdGhlcixzPWMyRnNkQT09LGk9NDA5Ng==\nC: *\n");
  EXPECT_EQ(f.why, cause::protocol);
  EXPECT_EQ(failed(scram + "S: + not base64!\nC: *\n").why, cause::protocol);
}

TEST(sign_in, fails_on_endless_challenges) {
  std::string script = "tls\nS: +OK\n" + capa + "S: SASL LOGIN\nS: .\nC: AUTH LOGIN*\n";
  for (int i = 0; i < 2; ++i) script += "S: + VXNlcm5hbWU6\nC: *\n";
  const auto f = failed(script + "S: + VXNlcm5hbWU6\nC: *\n");
  EXPECT_EQ(f.at, stage::sign_in);
}

TEST(sign_in, fails_on_endless_capabilities) {
  const auto f = failed("tls\nS: +OK\n" + capa + "repeat 20000 X-MORE\n");
  EXPECT_EQ(f.at, stage::capabilities);
  EXPECT_EQ(f.why, cause::limit);
}

TEST(sign_in, refuses_settings_that_break_lines) {
  pop3_client c(plain_server);
  auto how = c.how();
  how.user.password = "a\r\nDELE 1";
  const auto done = c.sign_in(how);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().at, stage::sign_in);
  EXPECT_EQ(c.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail::pop3
