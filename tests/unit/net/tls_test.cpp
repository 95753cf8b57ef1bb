#include "client.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

namespace watchpost::mail::net {
namespace {

using namespace std::chrono_literals;
using test::scripted_session;
using ::testing::HasSubstr;
using ::testing::StartsWith;

failure refused(scripted_session& s, const connect_options& how) {
  const auto got = read_line(s, how);
  EXPECT_FALSE(got);
  if (got) return {};
  EXPECT_EQ(got.error().at, stage::tls);
  return got.error();
}
failure refused(scripted_session& s) { return refused(s, options_for(s)); }

TEST(tls, reports_the_certificate) {
  scripted_session s("tls\nS: * OK\n");
  const auto got = read_line(s);
  ASSERT_TRUE(got) << got.error();
  const auto& facts = s.report().tls;
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->version, "TLSv1.3");
  EXPECT_THAT(facts->cipher, StartsWith("TLS_"));
  EXPECT_TRUE(facts->verified);
  EXPECT_FALSE(facts->resumed);
  EXPECT_EQ(facts->subject, "CN=mail.test");
  EXPECT_EQ(facts->issuer, "CN=Test authority");
  EXPECT_GT(facts->not_after, 1'700'000'000);
  EXPECT_EQ(s.report().flights, 3U);  // TCP, TLS, greeting
  EXPECT_EQ(s.unexpected(), "");
}

TEST(tls, speaks_1_2) {
  scripted_session s("tls good 1.2\nS: * OK\n");
  ASSERT_TRUE(read_line(s));
  EXPECT_EQ(s.report().tls->version, "TLSv1.2");
  EXPECT_EQ(s.report().flights, 3U);  // TCP, TLS twice; the greeting follows at once
}

TEST(tls, matches_names_as_well) {
  scripted_session s("tls\nS: * OK\n", {.patience = 2s});
  connect_options how = options_for(s);
  how.server.host = "localhost";
  const auto got = read_line(s, how);
  ASSERT_TRUE(got) << got.error();
}

TEST(tls, refuses_a_wrong_name) {
  scripted_session s("tls wrong-name\n");
  const failure f = refused(s);
  EXPECT_EQ(f.why, cause::certificate);
  EXPECT_EQ(f.code, X509_V_ERR_IP_ADDRESS_MISMATCH);
  EXPECT_EQ(f.detail, "the certificate is for mail.example, not for 127.0.0.1");
}

TEST(tls, refuses_a_wrong_name_by_name) {
  scripted_session s("tls wrong-name\n", {.patience = 2s});
  connect_options how = options_for(s);
  how.server.host = "localhost";
  const failure f = refused(s, how);
  EXPECT_EQ(f.code, X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(f.detail, "the certificate is for mail.example, not for localhost");
}

// A device that is known by its address.
TEST(tls, verifies_the_name_that_was_given_for_an_address) {
  scripted_session s("tls wrong-name\nS: * OK\nnext\ntls wrong-name\nnext\ntls wrong-name\n");
  connect_options how = options_for(s);
  how.trust.name = "mail.example";
  const auto got = read_line(s, how);
  ASSERT_TRUE(got) << got.error();
  EXPECT_TRUE(s.report().tls->verified);
  how.trust.name = "other.example";
  EXPECT_EQ(refused(s, how).code, X509_V_ERR_HOSTNAME_MISMATCH);
  how.trust.name = {};
  EXPECT_EQ(refused(s, how).code, X509_V_ERR_IP_ADDRESS_MISMATCH);
}

TEST(tls, heeds_that_name_for_addresses_only) {
  scripted_session s("tls wrong-name\n", {.patience = 2s});
  connect_options how = options_for(s);
  how.server.host = "localhost";
  how.trust.name = "mail.example";
  EXPECT_EQ(refused(s, how).code, X509_V_ERR_HOSTNAME_MISMATCH);
}

TEST(tls, refuses_a_name_that_stands_in_the_subject_alone) {
  scripted_session s("tls subject-only\n", {.patience = 2s});
  connect_options how = options_for(s);
  how.server.host = "localhost";
  const failure f = refused(s, how);
  EXPECT_EQ(f.code, X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_THAT(f.detail, HasSubstr("CN=localhost in its subject does not count"));
}

TEST(tls, refuses_an_expired_certificate) {
  scripted_session s("tls expired\n");
  const failure f = refused(s);
  EXPECT_EQ(f.why, cause::certificate);
  EXPECT_EQ(f.code, X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_THAT(f.detail, StartsWith("the certificate expired 20"));
}

TEST(tls, refuses_a_self_signed_certificate) {
  scripted_session s("tls self-signed\n");
  const failure f = refused(s);
  EXPECT_EQ(f.code, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
  EXPECT_EQ(f.detail, "the certificate is self-signed: CN=mail.test");
}

TEST(tls, refuses_an_unknown_authority) {
  scripted_session s("tls untrusted\n");
  const failure f = refused(s);
  EXPECT_EQ(f.why, cause::certificate);
  EXPECT_EQ(f.code, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
  EXPECT_EQ(f.detail, "unknown CA: issuer CN=Other authority, which the server does not send");
}

TEST(tls, refuses_it_with_the_system_authorities_too) {
  scripted_session s("tls good\n");
  connect_options how = options_for(s);
  how.trust.ca_file.clear();
  EXPECT_EQ(refused(s, how).why, cause::certificate);
}

TEST(tls, accepts_anything_when_told_so_and_says_it) {
  for (const auto* which : {"wrong-name", "expired", "self-signed", "untrusted"}) {
    scripted_session s("tls " + std::string(which) + "\nS: * OK\n", {.verify = false});
    const auto got = read_line(s);
    ASSERT_TRUE(got) << which << ": " << got.error();
    EXPECT_FALSE(s.report().tls->verified);
    EXPECT_NE(s.report().tls->not_after, 0);
  }
}

TEST(tls, says_that_the_ca_file_is_unusable) {
  scripted_session s("");
  connect_options how = options_for(s);
  how.tls = tls_mode::implicit;
  how.trust.ca_file = "/nonexistent/ca.pem";
  const failure f = refused(s, how);
  EXPECT_EQ(f.why, cause::certificate);
  EXPECT_THAT(f.detail, HasSubstr("'/nonexistent/ca.pem' does not exist"));
  how.trust.ca_file = "/dev/null";
  EXPECT_THAT(refused(s, how).detail, HasSubstr("'/dev/null' is not a regular file"));
  how.trust.ca_file = "/proc/self/cmdline";
  EXPECT_THAT(refused(s, how).detail, HasSubstr("'/proc/self/cmdline' holds no certificate in PEM form"));
}

TEST(tls, explains_a_clear_port) {
  scripted_session s("S: 220 mail.test ESMTP\n");
  connect_options how = options_for(s);
  how.tls = tls_mode::implicit;
  const failure f = refused(s, how);
  EXPECT_EQ(f.why, cause::handshake);
  EXPECT_THAT(f.detail, HasSubstr("does not answer in TLS"));
  EXPECT_THAT(f.detail, HasSubstr("wrong version number"));
}

TEST(tls, refuses_old_protocols) {
  scripted_session s("tls good 1.1\n");
  const failure f = refused(s);
  EXPECT_EQ(f.why, cause::handshake);
  EXPECT_THAT(f.detail, HasSubstr("older than 1.2"));
}

TEST(tls, stalled_handshake_ends_in_time) {
  scripted_session s("stall\n");
  connect_options how = options_for(s);
  how.tls = tls_mode::implicit;
  how.connect_by = s.clock().now() + 5s;
  EXPECT_EQ(refused(s, how).why, cause::timeout);
  EXPECT_EQ(s.clock().now(), how.connect_by);
}

TEST(tls, notices_a_hang_up_in_the_handshake) {
  scripted_session s("close\n");
  connect_options how = options_for(s);
  how.tls = tls_mode::implicit;
  EXPECT_EQ(refused(s, how).why, cause::closed);
}

TEST(tls, ends_with_the_close_alert) {
  scripted_session s("tls\nclose\n");
  const auto got = read_line(s);
  ASSERT_TRUE(fails(got, stage::greeting, cause::closed));
}

task<result<std::string>> upgrade(network& net, connect_options how, cancellation cancel,
                                  session_report& report) {
  CO_TRY_AS(wire, co_await connect(net, how, cancel, report));
  line_reader in{*wire};
  CO_TRY(co_await in.line());
  EXPECT_FALSE(wire->secure());
  CO_TRY(co_await wire->write("STARTTLS\r\n"));
  CO_TRY(co_await in.line());
  if (!in.buffered().empty()) co_return "injected: " + std::string(in.buffered());
  CO_TRY(co_await wire->start_tls());
  EXPECT_TRUE(wire->secure());
  wire->at(stage::capabilities);
  CO_TRY(co_await wire->write("EHLO\r\n"));
  CO_TRY_AS(reply, co_await in.line());
  co_return std::string(reply);
}

TEST(tls, starts_in_mid_dialogue) {
  scripted_session s("S: 220 hi\nC: STARTTLS\nS: 220 go\nstarttls\nC: EHLO\nS: 250 secret\n");
  const auto got = s.run(
      [&](auto& net, auto cancel, auto& report) { return upgrade(net, options_for(s), cancel, report); });
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(*got, "250 secret");
  EXPECT_EQ(s.report().flights, 5U);  // TCP, greeting, STARTTLS, TLS, EHLO
  EXPECT_EQ(s.unexpected(), "");
}

TEST(tls, shows_bytes_behind_starttls) {
  scripted_session s("S: 220 hi\nC: STARTTLS\nS: 220 go\nS: 250 injected\n");
  const auto got = s.run(
      [&](auto& net, auto cancel, auto& report) { return upgrade(net, options_for(s), cancel, report); });
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(*got, "injected: 250 injected\r\n");
}

TEST(tls, verifies_after_starttls) {
  scripted_session s("S: 220 hi\nC: STARTTLS\nS: 220 go\nstarttls wrong-name\n");
  const auto got = s.run(
      [&](auto& net, auto cancel, auto& report) { return upgrade(net, options_for(s), cancel, report); });
  ASSERT_TRUE(fails(got, stage::tls, cause::certificate));
}

// Much more than the rings hold, in both directions.
TEST(tls, carries_large_messages) {
  scripted_session s("tls\nliteral 3000000\nflood 3000000\nS:\n");
  const auto got =
      s.run([&](network& net, cancellation cancel, session_report& report) -> task<result<std::size_t>> {
        CO_TRY_AS(wire, co_await connect(net, options_for(s), cancel, report));
        const std::string much(3'000'000, 'y');
        CO_TRY(co_await wire->write(much));
        line_reader in{*wire};
        CO_TRY_AS(back, co_await in.bytes(3'000'000, 4'000'000));
        co_return back.size();
      });
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(*got, 3'000'000U);
  EXPECT_EQ(s.message(), std::string(3'000'000, 'y'));
}

// IDLE and DONE: a write while a read is pending.
TEST(tls, writes_while_it_reads) {
  using boost::asio::experimental::awaitable_operators::operator&&;
  scripted_session s("tls\nS: + idling\nC: DONE\nS: a OK\n");
  const auto got =
      s.run([&](network& net, cancellation cancel, session_report& report) -> task<result<std::string>> {
        CO_TRY_AS(wire, co_await connect(net, options_for(s), cancel, report));
        line_reader in{*wire};
        CO_TRY(co_await in.line());
        std::string last;
        const auto reading = [&]() -> task<void> {
          const auto line = co_await in.line();
          last = line ? std::string(*line) : to_string(line.error());
        };
        const auto ending = [&]() -> task<void> {
          const auto waited = co_await wait_until(net, net.time().now() + 10s, cancel);
          EXPECT_TRUE(waited);
          const auto sent = co_await wire->write("DONE\r\n");
          EXPECT_TRUE(sent);
        };
        co_await (reading() && ending());
        co_return last;
      });
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(s.unexpected(), "");
}

}  // namespace
}  // namespace watchpost::mail::net
