// The plugin as a host meets it: one symbol, loaded, run and unloaded 200 times in one process without a
// trace.
#include "memory_host.h"
#include "sandbox/server.h"
#include "support/held_names.h"

#include <watchpost/cpp/host/library.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <iterator>
#include <malloc.h>
#include <sstream>
#include <string>

namespace watchpost::email_monitor::test {
namespace {

struct traces {
  std::ptrdiff_t threads = 0, descriptors = 0, mappings = 0;
  std::size_t heap = 0;
};

std::ptrdiff_t entries_of(const char* folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

// Without those on their way out: a thread that was joined may still be listed for a moment.
std::ptrdiff_t threads_that_stay() {
  // PF_EXITING; the 9th field of proc(5) stat, the 7th behind the name.
  constexpr unsigned long exiting = 0x4;
  std::ptrdiff_t count = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream in(task.path() / "stat");
    std::string line, field;
    if (!std::getline(in, line)) continue;  // gone by now
    std::istringstream rest(line.substr(line.rfind(')') + 1));
    for (int i = 0; i < 7; ++i) rest >> field;
    count += (std::stoul(field) & exiting) == 0;
  }
  return count;
}

traces look() {
  std::ptrdiff_t mapped = 0;
  if (std::FILE* maps = std::fopen("/proc/self/maps", "r")) {
    std::array<char, 4096> line{};
    while (std::fgets(line.data(), line.size(), maps))
      mapped += std::string_view(line.data()).find("email_monitor.so") != std::string_view::npos;
    std::fclose(maps);
  }
  return {threads_that_stay(), entries_of("/proc/self/fd"), mapped, mallinfo2().uordblks};
}

std::int64_t mono_now() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

class Plugin : public ::testing::Test {
 protected:
  void SetUp() override {
    sandbox::options how;
    how.users = {{user, "secret"}};
    std::string error;
    server = sandbox::server::start(how, error);
    ASSERT_TRUE(server) << error;
    ca_file = ::testing::TempDir() + "unload-ca-" + std::to_string(server->ports().imap) + ".pem";
    ASSERT_TRUE(server->write_ca(ca_file));
  }

  std::vector<host::setting> settings() const {
    const auto ports = server->ports();
    return {{"smtp.server", "127.0.0.1"},
            {"smtp.port", std::to_string(ports.submission)},
            {"smtp.to", user},
            {"smtp.from", user},
            {"smtp.auth", "auto"},
            {"smtp.username", user},
            {"smtp.password", "secret"},
            {"mail.server", "127.0.0.1"},
            {"mail.username", user},
            {"mail.password", "secret"},
            {"mail.port", std::to_string(ports.imap_tls)},
            {"tls.ca_file", ca_file},
            {"mode", "same_poll"}};
  }

  // Loads, begins a poll, waits for `enough`, deactivates, unloads; `said`: what the poll came to.
  void live(const std::vector<host::setting>& how,
            const std::function<void(const std::future<host::answer>&)>& enough, host::answer& said) {
    auto loaded = host::library::load(EMAIL_MONITOR_PLUGIN);
    ASSERT_TRUE(loaded) << loaded.error().text;
    {
      auto module = host::module::open(loaded->table(), module_host.abi());
      ASSERT_TRUE(module) << module.error().text;
      auto made = (*module)->create(instance_host.abi(), "email_monitor");
      ASSERT_TRUE(made) << made.error().text;
      auto& monitor = **made;
      ASSERT_TRUE(monitor.configure(how).accepted());
      ASSERT_FALSE(monitor.activate());

      const auto now = mono_now();
      const wp_run run{sizeof(wp_run), WP_RUN_MANUAL, now, now + 3'600'000, 0};
      std::promise<host::answer> answered;
      ASSERT_TRUE(monitor.start(run, [&](host::answer a) { answered.set_value(std::move(a)); }));
      auto answer = answered.get_future();
      enough(answer);

      std::promise<void> quiet;
      ASSERT_TRUE(monitor.deactivate([&](const host::answer&) { quiet.set_value(); }));
      ASSERT_EQ(quiet.get_future().wait_for(std::chrono::minutes(1)), std::future_status::ready);
      said = answer.get();
      made->reset();
      instance_host.settle();
    }
    loaded->unload();
  }

  // One good poll.
  void live_once() {
    host::answer said;
    live(
        settings(), [](const auto& answer) { answer.wait(); }, said);
    EXPECT_EQ(said.status, WP_OK);
    ASSERT_TRUE(said.result);
    EXPECT_EQ(said.result->verdict, "up") << said.result->summary;
  }

  // With somebody else's delivery report in the mailbox: GMime, which reads it, must not keep the plugin.
  void live_beside_a_report() {
    std::ifstream in(CORPUS "/delivery_report/postfix_failed", std::ios::binary);
    const auto uid = server->inject(user, {std::istreambuf_iterator<char>(in), {}});
    live_once();
    EXPECT_TRUE(server->remove(user, uid)) << "the report was touched";
  }

  static constexpr const char* user = "probe@sandbox.test";
  memory_host module_host{""}, instance_host{"mail"};
  std::unique_ptr<sandbox::server> server;
  std::string ca_file;
};

TEST_F(Plugin, LeavesNoTraceAfterTwoHundredLives) {
  for (int i = 0; i < 20; ++i) live_beside_a_report();  // what libraries keep, they keep by now
  server->close_sessions();
  server->settle();
  const traces before = look();
  for (int i = 0; i < 180 && !HasFatalFailure(); ++i) live_beside_a_report();
  server->close_sessions();
  server->settle();
  const traces after = look();
  EXPECT_EQ(after.threads, before.threads);
  EXPECT_EQ(after.descriptors, before.descriptors);
  EXPECT_EQ(after.mappings, 0) << "the plugin is still mapped";
  EXPECT_LT(after.heap, before.heap + 180 * 512) << "bytes in use grew";
  EXPECT_TRUE(server->messages(user).empty());
}

TEST_F(Plugin, AnswersAndGoesQuietWhenItIsDeactivatedInAPoll) {
  server->drop_all();
  host::answer said;
  live(
      settings(),
      [&](const auto&) {
        EXPECT_TRUE(server->wait_until([](const auto& s) { return s.count().dropped == 1; },
                                       std::chrono::minutes(1)));
      },
      said);
  EXPECT_EQ(said.status, WP_E_CANCELLED);
}

// The resolver cannot be interrupted: nobody waits for it, and the code that it returns to stays until then.
TEST_F(Plugin, ComesAndGoesWhileALookUpHangs) {
  auto unresolved = settings();
  for (auto& [key, value] : unresolved)
    if (key == "smtp.server" || key == "mail.server") value = "held-mx";
  {
    watchpost::test::held_names resolver;
    for (std::size_t life = 1; life <= 2; ++life) {
      host::answer said;
      live(
          unresolved, [&](const auto&) { EXPECT_TRUE(resolver.wait_until_held(life)); }, said);
      EXPECT_EQ(said.status, WP_E_CANCELLED);
      EXPECT_GT(look().mappings, 0);
    }
    live_once();
  }
  live_once();
  EXPECT_EQ(look().mappings, 0) << "the plugin is still mapped";
}

}  // namespace
}  // namespace watchpost::email_monitor::test
