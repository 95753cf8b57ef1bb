// Hosts at the deadline, as the plugin meets them across the ABI: with a store that does not answer, or with
// a reminder.
#include "../net/silent_server.h"
#include "email_monitor/monitor.h"
#include "memory_host.h"
#include "sandbox/server.h"

#include <watchpost/cpp/host/instance.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace watchpost::email_monitor::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

class StoreAnswers : public ::testing::Test {
 protected:
  void SetUp() override {
    sandbox::options how;
    how.users = {{user, "secret-word"}};
    std::string error;
    server = sandbox::server::start(how, error);
    ASSERT_TRUE(server) << error;
    const auto ports = server->ports();
    begin(ports.submission, ports.imap);
  }
  void begin(std::uint16_t smtp_port, std::uint16_t imap_port) {
    const std::vector<host::setting> settings{{"smtp.server", "127.0.0.1"},
                                              {"smtp.port", std::to_string(smtp_port)},
                                              {"smtp.tls", "none"},
                                              {"smtp.to", user},
                                              {"smtp.from", user},
                                              {"smtp.auth", "auto"},
                                              {"smtp.username", user},
                                              {"smtp.password", "secret-word"},
                                              {"mail.server", "127.0.0.1"},
                                              {"mail.port", std::to_string(imap_port)},
                                              {"mail.tls", "none"},
                                              {"mail.username", user},
                                              {"mail.password", "secret-word"}};
    module = std::move(*host::module::open(plugin::module_table<monitor>, module_host.abi()));
    box = std::move(*module->create(instance_host.abi(), "email_monitor"));
    const auto checked = box->configure(settings);
    ASSERT_TRUE(checked.accepted()) << checked.remarks.front().text;
    ASSERT_FALSE(box->activate());
    deactivated = false;
  }
  // The servers say nothing any more.
  void silence() {
    deactivate().wait();
    box.reset();
    instance_host.settle();
    module.reset();
    begin(silent.port(), silent.port());
  }
  void TearDown() override {
    instance_host.hold(false);
    deactivate().wait();
    box.reset();
    instance_host.settle();
  }

  // What the store still owed when the instance was quiet.
  std::future<bool> deactivate() {
    auto quiet = std::make_shared<std::promise<bool>>();
    if (std::exchange(deactivated, true)) {
      quiet->set_value(false);
    } else {
      EXPECT_TRUE(box->deactivate(
          [this, quiet](const host::answer&) { quiet->set_value(instance_host.owes_answers()); }));
    }
    return quiet->get_future();
  }
  host::answer poll(std::chrono::milliseconds time, bool cancelled = false) {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                         std::chrono::steady_clock::now().time_since_epoch())
                         .count();
    const wp_run run{sizeof(wp_run), WP_RUN_MANUAL, now, now + time.count(), 60'000};
    std::promise<host::answer> answered;
    const auto id = box->start(run, [&](host::answer a) { answered.set_value(std::move(a)); });
    EXPECT_TRUE(id);
    if (cancelled) box->cancel(*id);
    return answered.get_future().get();
  }

  static constexpr const char* user = "probe@sandbox.test";
  std::unique_ptr<sandbox::server> server;
  const mail::net::silent_server silent{16};
  memory_host module_host{""}, instance_host{"mail"};
  std::unique_ptr<host::module> module;
  std::unique_ptr<host::instance> box;
  bool deactivated = false;
};

TEST_F(StoreAnswers, ThatNeverComeHoldNoPollAndSendNoProbe) {
  instance_host.hold(true);
  for (int i = 0; i < 2; ++i) {
    const auto a = poll(2s);
    ASSERT_TRUE(a.result);
    EXPECT_NE(a.result->state, plugin::state::ok);
    EXPECT_THAT(a.result->summary, HasSubstr("no probe was sent"));
  }
  EXPECT_EQ(server->count().accepted, 0u);
  instance_host.hold(false);
  instance_host.settle();
  EXPECT_EQ(poll(20s).status, WP_OK);
  EXPECT_EQ(server->count().accepted, 1u);
}

TEST_F(StoreAnswers, AreWaitedForBeforeTheInstanceIsQuiet) {
  instance_host.hold(true);
  poll(2s);
  EXPECT_TRUE(instance_host.owes_answers());
  auto quiet = deactivate();
  EXPECT_EQ(quiet.wait_for(100ms), std::future_status::timeout);
  instance_host.hold(false);
  EXPECT_FALSE(quiet.get());
}

TEST_F(StoreAnswers, AreWaitedForAlsoBehindServersThatTookAllTheTime) {
  silence();
  const auto a = poll(500ms);
  ASSERT_TRUE(a.result);
  EXPECT_EQ(a.result->verdict, "down") << a.result->summary;
  EXPECT_THAT(a.result->summary, Not(HasSubstr("not stored")));
}

// A host cancels what is not answered by the deadline, and a crowd of verdicts may be on the way.
TEST_F(StoreAnswers, ComeWithTheVerdictAlthoughTheHostCancelsAfterTheEnd) {
  silence();
  const auto late = poll(100ms, true);  // its sessions had to end 150 ms ago
  EXPECT_EQ(late.status, WP_OK);
  ASSERT_TRUE(late.result);
  EXPECT_THAT(late.result->summary, HasSubstr("timeout"));
  EXPECT_EQ(poll(1h, true).status, WP_E_CANCELLED);
}

}  // namespace
}  // namespace watchpost::email_monitor::test
