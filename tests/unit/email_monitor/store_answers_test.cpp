// A host whose store does not answer, or refuses, as the plugin meets it across the ABI.
#include "memory_host.h"
#include "plugins/email_monitor/monitor.h"
#include "sandbox/server.h"

#include <watchpost/cpp/host/instance.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace watchpost::email_monitor::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class StoreAnswers : public ::testing::Test {
 protected:
  void SetUp() override {
    sandbox::options how;
    how.users = {{user, "secret-word"}};
    std::string error;
    server = sandbox::server::start(how, error);
    ASSERT_TRUE(server) << error;
    const auto ports = server->ports();
    const std::vector<host::setting> settings{{"smtp.server", "127.0.0.1"},
                                              {"smtp.port", std::to_string(ports.submission)},
                                              {"smtp.tls", "none"},
                                              {"smtp.to", user},
                                              {"smtp.from", user},
                                              {"smtp.auth", "auto"},
                                              {"smtp.username", user},
                                              {"smtp.password", "secret-word"},
                                              {"mail.server", "127.0.0.1"},
                                              {"mail.port", std::to_string(ports.imap)},
                                              {"mail.tls", "none"},
                                              {"mail.username", user},
                                              {"mail.password", "secret-word"}};
    module = std::move(*host::module::open(plugin::module_table<monitor>, module_host.abi()));
    box = std::move(*module->create(instance_host.abi(), "email_monitor"));
    const auto checked = box->configure(settings);
    ASSERT_TRUE(checked.accepted()) << checked.remarks.front().text;
    ASSERT_FALSE(box->activate());
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
  host::answer poll(std::chrono::milliseconds time) {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                         std::chrono::steady_clock::now().time_since_epoch())
                         .count();
    const wp_run run{sizeof(wp_run), WP_RUN_MANUAL, now, now + time.count(), 60'000};
    std::promise<host::answer> answered;
    EXPECT_TRUE(box->start(run, [&](host::answer a) { answered.set_value(std::move(a)); }));
    return answered.get_future().get();
  }

  static constexpr const char* user = "probe@sandbox.test";
  std::unique_ptr<sandbox::server> server;
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

}  // namespace
}  // namespace watchpost::email_monitor::test
