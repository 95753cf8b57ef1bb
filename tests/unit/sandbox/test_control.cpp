// The server as a whole: control from other threads, TLS, time, stopping.
#include "test_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

namespace watchpost::sandbox {
namespace {

using namespace std::chrono_literals;

struct manual_time final : time_source {
  std::atomic<std::int64_t> seconds{1'700'000'000};
  time_point now() const override { return time_point{std::chrono::seconds(seconds)}; }
};

TEST(Control, PortsAreFreeOnesBelowTheEphemeralRange) {
  const auto one = start_sandbox(), two = start_sandbox();
  std::set<std::uint16_t> all;
  for (const auto& p : {one->ports(), two->ports()}) {
    for (const auto port : {p.submission, p.submission_tls, p.imap, p.imap_tls, p.pop3, p.pop3_tls}) {
      EXPECT_GE(port, 20000);
      EXPECT_LE(port, 32000);
      all.insert(port);
    }
  }
  EXPECT_EQ(all.size(), 12U);
}

TEST(Control, TakenPortAndDoubleUserAreErrors) {
  const auto first = start_sandbox();
  std::string error;
  options settings;
  settings.ports.imap = first->ports().imap;
  EXPECT_FALSE(server::start(settings, error));
  EXPECT_NE(error.find(std::to_string(first->ports().imap)), std::string::npos);
  EXPECT_FALSE(server::start({.users = {{alice, "x"}, {alice, "y"}}}, error));
  EXPECT_NE(error.find(alice), std::string::npos);
}

TEST(Control, VirtualClockDrivesDelays) {
  const auto clock = std::make_shared<manual_time>();
  const auto mail = start_sandbox({.time = clock});
  mail->set_delivery_delay(1h);
  mail->set_delivery_delay(bob, 0s);
  EXPECT_TRUE(submit(*mail, alice, "late").starts_with("250"));
  EXPECT_TRUE(submit(*mail, bob, "now").starts_with("250"));
  EXPECT_EQ(mail->messages(bob).size(), 1U);
  EXPECT_EQ(mail->count().waiting, 1U);
  clock->seconds += 3599;
  mail->clock_advanced();
  EXPECT_TRUE(mail->messages(alice).empty());
  clock->seconds += 1;
  mail->clock_advanced();
  ASSERT_EQ(mail->messages(alice).size(), 1U);
  EXPECT_EQ(mail->messages(alice)[0].received, clock->now());
  EXPECT_EQ(mail->count().waiting, 0U);
}

TEST(Control, RealTimeDelay) {
  const auto mail = start_sandbox();
  mail->set_delivery_delay(50ms);
  const auto before = std::chrono::steady_clock::now();
  EXPECT_TRUE(submit(*mail, alice, "late").starts_with("250"));
  EXPECT_TRUE(mail->wait_for_messages(alice, 1, 1min));
  EXPECT_GE(std::chrono::steady_clock::now() - before, 50ms);
  EXPECT_FALSE(mail->wait_for_messages(alice, 2, 1ms));
}

TEST(Control, RulesShowInTheDialogue) {
  const auto mail = start_sandbox();
  mail->refuse_recipient("bob@*", 451, "4.2.0 try later");
  EXPECT_EQ(submit(*mail, bob, "x"), "451 4.2.0 try later");
  mail->clear_rules();
  mail->add_rule({.what = rule::effect::refuse_message, .code = 550});
  EXPECT_TRUE(submit(*mail, bob, "x").starts_with("550 5.7.1"));
  mail->clear_rules();
  mail->drop_next(1);
  mail->junk_subject("spam");
  EXPECT_TRUE(submit(*mail, bob, "lost").starts_with("250"));
  EXPECT_TRUE(submit(*mail, bob, "SPAM offer").starts_with("250"));
  EXPECT_TRUE(mail->messages(bob).empty());
  EXPECT_EQ(mail->messages(bob, "Junk").size(), 1U);
  mail->bounce_recipient("bob@*");
  EXPECT_TRUE(submit(*mail, bob, "x", alice).starts_with("250"));
  EXPECT_EQ(mail->messages(alice).size(), 1U);
  const counters c = mail->count();
  EXPECT_EQ(c.accepted, 3U);
  EXPECT_EQ(c.dropped, 1U);
  EXPECT_EQ(c.junked, 1U);
  EXPECT_EQ(c.bounced, 1U);
  EXPECT_EQ(c.refused, 2U);
}

TEST(Control, UsersAndFoldersAtRunTime) {
  const auto mail = start_sandbox();
  EXPECT_TRUE(mail->add_user({"carol@sandbox.test", "x"}));
  EXPECT_FALSE(mail->add_user({"carol@sandbox.test", "x"}));
  EXPECT_TRUE(mail->add_folder("carol@sandbox.test", "Archive"));
  EXPECT_EQ(mail->folders("carol@sandbox.test"), (std::vector<std::string>{"INBOX", "Junk", "Archive"}));
  EXPECT_EQ(mail->inject("carol@sandbox.test", "x", "Archive"), 1U);
  EXPECT_EQ(mail->inject("nobody@sandbox.test", "x"), 0U);
  EXPECT_TRUE(submit(*mail, "carol@sandbox.test", "x").starts_with("250"));
}

TEST(Control, TlsSessionsResume) {
  const auto mail = start_sandbox();
  SSL_SESSION* session = nullptr;
  {
    test_client first(mail->ports().imap_tls, mail->ca_pem());
    first.ask("a NOOP\r\n", "a OK");  // by now the ticket has come
    session = first.session();
    first.ask("b LOGOUT\r\n", "b OK");
  }
  test_client second(mail->ports().submission_tls);
  EXPECT_TRUE(second.start_tls(mail->ca_pem(), session));
  EXPECT_TRUE(second.resumed());
  second.line();
  EXPECT_EQ(mail->count().tls_resumed, 1U);
  EXPECT_EQ(mail->count().tls_handshakes, 2U);
  SSL_SESSION_free(session);
}

TEST(Control, ExpiredCertificateIsNoticed) {
  const auto mail = start_sandbox({.certificate_days = -2});
  test_client link(mail->ports().imap_tls);
  EXPECT_FALSE(link.start_tls(mail->ca_pem()));
}

TEST(Control, CaFile) {
  const auto mail = start_sandbox();
  const std::string path = testing::TempDir() + "sandbox_ca_" + std::to_string(mail->ports().imap) + ".pem";
  ASSERT_TRUE(mail->write_ca(path));
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), mail->ca_pem());
  std::remove(path.c_str());
  EXPECT_FALSE(mail->write_ca("/dev/null/ca.pem"));
}

TEST(Control, Unavailable) {
  const auto mail = start_sandbox();
  mail->set_unavailable(protocol::pop3, true);
  test_client link(mail->ports().pop3);
  EXPECT_TRUE(link.line().starts_with("-ERR [SYS/TEMP]"));
  EXPECT_TRUE(link.at_end());
  mail->set_unavailable(protocol::pop3, false);
  test_client again(mail->ports().pop3);
  EXPECT_TRUE(again.line().starts_with("+OK"));
}

TEST(Control, ConnectionsAreBounded) {
  options settings;
  settings.limits.connections = 2;
  const auto mail = start_sandbox(settings);
  test_client one(mail->ports().imap), two(mail->ports().pop3);
  one.line();
  two.line();
  test_client three(mail->ports().imap);
  EXPECT_TRUE(three.at_end());
  EXPECT_TRUE(one.ask("a LOGOUT\r\n", "a OK").ends_with("Done"));
}

TEST(Control, SilentConnectionsAreClosed) {
  options settings;
  settings.limits.idle = 30ms;
  const auto mail = start_sandbox(settings);
  test_client link(mail->ports().imap), handshake(mail->ports().imap_tls);
  link.line();
  EXPECT_TRUE(link.at_end());
  EXPECT_TRUE(handshake.at_end());
}

TEST(Control, CloseSessionsCutsThem) {
  const auto mail = start_sandbox();
  test_client link(mail->ports().imap_tls, mail->ca_pem());
  link.line();
  mail->close_sessions();
  EXPECT_TRUE(link.at_end());
}

TEST(Control, StopsWithSessionsInEveryState) {
  const auto mail = start_sandbox();
  mail->set_delivery_delay(1h);
  submit(*mail, alice, "never");
  test_client idle(mail->ports().imap_tls, mail->ca_pem());
  idle.ask("a LOGIN bob builder\r\nb SELECT INBOX\r\nc IDLE\r\n", "+ idling");
  test_client data(mail->ports().submission), greeting(mail->ports().pop3), handshake(mail->ports().pop3_tls);
  data.line();
  greeting.line();
  mail->stop();  // waits for nobody
  EXPECT_EQ(mail->count().imap.open_sessions, 0U);
  EXPECT_FALSE(test_client(mail->ports().imap).connected());
  EXPECT_EQ(mail->inject(alice, "still a store"), 1U);
  EXPECT_EQ(mail->messages(alice).size(), 1U);
  mail->stop();
}

TEST(Control, ManyThreadsAtOnce) {
  const auto mail = start_sandbox();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) {
        submit(*mail, alice, "x");
        mail->set_flags(alice, 1, {i % 2 ? "\\Seen" : "\\Flagged"});
        mail->remove_rule(mail->junk_subject("never"));
        mail->count();
      }
    });
  }
  for (auto& t : threads) t.join();
  EXPECT_EQ(mail->messages(alice).size(), 100U);
  EXPECT_TRUE(mail->wait_until([](const server& s) { return s.count().smtp.open_sessions == 0; }, 1min));
}

}  // namespace
}  // namespace watchpost::sandbox
