#include "client.h"
#include "support/certificates.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace watchpost::mail::net {
namespace {

using namespace std::chrono_literals;
using test::scripted_session;

std::string times(int n, const std::string& script) {
  std::string all = script;
  for (int i = 1; i < n; ++i) all += "next\n" + script;
  return all;
}

// Reads a line over a new connection: true when the TLS session was resumed.
bool resumed(scripted_session& s) {
  const auto got = read_line(s);
  EXPECT_TRUE(got) << got.error();
  return got && s.report().tls->resumed;
}

TEST(resume, saves_the_second_full_handshake) {
  for (const auto* version : {"", " 1.2"}) {
    scripted_session s(times(4, "tls good" + std::string(version) + "\nS: * OK\n"));
    EXPECT_FALSE(resumed(s));
    const tls_facts first = *s.report().tls;
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(resumed(s)) << version;
      EXPECT_EQ(s.report().tls->subject, first.subject);
      EXPECT_EQ(s.report().tls->not_after, first.not_after);
      EXPECT_TRUE(s.report().tls->verified);
    }
    EXPECT_EQ(s.unexpected(), "");
  }
}

TEST(resume, sees_the_certificate_every_hour) {
  scripted_session s(times(5, "tls\nS: * OK\n"));
  EXPECT_FALSE(resumed(s));
  s.clock().advance(30min);
  EXPECT_TRUE(resumed(s));
  s.clock().advance(30min);
  EXPECT_FALSE(resumed(s)) << "an hour after the last full handshake, not after the last one";
  s.clock().advance(59min);
  EXPECT_TRUE(resumed(s));
  s.clock().advance(2min);
  EXPECT_FALSE(resumed(s));
}

TEST(resume, sees_the_certificate_after_a_failure) {
  scripted_session s("tls\nS: * OK\nnext\ntls\nreset\nnext\ntls\nS: * OK\nnext\ntls\nS: * OK\n");
  EXPECT_FALSE(resumed(s));
  EXPECT_FALSE(read_line(s));
  EXPECT_FALSE(resumed(s));
  EXPECT_TRUE(resumed(s));
}

TEST(resume, goes_on_when_the_server_has_forgotten) {
  scripted_session s("tls good\nS: * OK\nnext\ntls good fresh\nS: * OK\nnext\ntls good fresh\nS: * OK\n");
  EXPECT_FALSE(resumed(s));
  EXPECT_FALSE(resumed(s));
  EXPECT_TRUE(s.report().tls->verified);
  EXPECT_FALSE(resumed(s));
}

TEST(resume, notices_a_new_certificate_of_a_server_that_forgot) {
  scripted_session s("tls good\nS: * OK\nnext\ntls expired\n");
  EXPECT_FALSE(resumed(s));
  const auto got = read_line(s);
  ASSERT_TRUE(fails(got, cause::certificate));
}

TEST(resume, keeps_trust_settings_apart) {
  scripted_session s(times(2, "tls\nS: * OK\n"));
  connect_options blind = options_for(s);
  blind.trust.verify = false;
  ASSERT_TRUE(read_line(s, blind));
  EXPECT_FALSE(resumed(s));
  EXPECT_TRUE(s.report().tls->verified);
}

TEST(resume, follows_the_ca_file) {
  const auto file = std::filesystem::path(test::ca_file()).replace_filename("changing.pem");
  std::filesystem::copy_file(test::ca_file(), file);
  scripted_session s("tls good\nS: * OK\nnext\ntls good\n");
  connect_options how = options_for(s);
  how.trust.ca_file = file.string();
  ASSERT_TRUE(read_line(s, how));
  std::ofstream(file) << test::certificate("self-signed").certificate;
  const auto got = read_line(s, how);
  ASSERT_TRUE(fails(got, cause::certificate));
}

}  // namespace
}  // namespace watchpost::mail::net
