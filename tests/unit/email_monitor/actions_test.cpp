// The actions of wp.probe/1 as a host sees them: stages while they happen, and no trace in the state.
#include "email_monitor/monitor.h"
#include "memory_host.h"
#include "sandbox/server.h"

#include <watchpost/cpp/host/instance.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <map>
#include <mutex>

namespace watchpost::email_monitor::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

class Actions : public ::testing::TestWithParam<account_type> {
 protected:
  Actions() {
    sandbox::options how;
    how.users = {{user, "secret-word"}};
    std::string error;
    server = sandbox::server::start(how, error);
    EXPECT_TRUE(server) << error;
    ca_file = ::testing::TempDir() + "actions-ca-" + std::to_string(server->ports().imap) + ".pem";
    EXPECT_TRUE(server->write_ca(ca_file));
    const auto ports = server->ports();
    const bool imap = GetParam() == account_type::imap;
    settings = {{"smtp.server", "127.0.0.1"},
                {"smtp.port", std::to_string(ports.submission)},
                {"smtp.to", user},
                {"smtp.from", user},
                {"smtp.auth", "auto"},
                {"smtp.username", user},
                {"smtp.password", "secret-word"},
                {"mail.server", "127.0.0.1"},
                {"mail.protocol", imap ? "imap" : "pop3"},
                {"mail.username", user},
                {"mail.password", "secret-word"},
                {"mail.port", std::to_string(imap ? ports.imap_tls : ports.pop3_tls)},
                {"tls.ca_file", ca_file}};
    module = std::move(*host::module::open(plugin::module_table<monitor>, module_host.abi()));
  }
  ~Actions() override {
    if (!box) return;
    std::promise<void> quiet;
    EXPECT_TRUE(box->deactivate([&](const host::answer&) { quiet.set_value(); }));
    quiet.get_future().wait();
  }

  void activate() {
    box = std::move(*module->create(instance_host.abi(), "email_monitor"));
    std::vector<host::setting> list;
    for (const auto& [key, value] : settings) list.push_back({key, value});
    const auto checked = box->configure(list);
    ASSERT_TRUE(checked.accepted()) << checked.remarks.front().text;
    ASSERT_FALSE(box->activate());
  }

  std::future<host::answer> begin(const char* action, std::chrono::milliseconds time = 10min) {
    auto answered = std::make_shared<std::promise<host::answer>>();
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                         std::chrono::steady_clock::now().time_since_epoch())
                         .count();
    EXPECT_TRUE(box->probe(
        action, now + time.count(), [answered](host::answer a) { answered->set_value(std::move(a)); },
        [this](const plugin::result& stage) {
          const std::lock_guard lock(mutex);
          said.push_back(stage);
        }));
    return answered->get_future();
  }
  plugin::result act(const char* action, std::chrono::milliseconds time = 10min) {
    const host::answer a = begin(action, time).get();
    EXPECT_EQ(a.status, WP_OK);
    return a.result.value_or(plugin::result());
  }

  // The stages of one session so far.
  std::vector<std::string> stages(std::string_view server) {
    const std::lock_guard lock(mutex);
    std::vector<std::string> out;
    for (const auto& s : said)
      if (s.summary.starts_with(server)) out.push_back(s.verdict);
    return out;
  }
  std::map<std::string, std::string> facts(std::string_view server, std::string_view stage) {
    const std::lock_guard lock(mutex);
    std::map<std::string, std::string> out;
    for (const auto& s : said)
      if (s.summary.starts_with(server) && s.verdict == stage)
        for (const auto& f : s.facts) out[f.key] = f.value;
    return out;
  }
  std::string retrieval() const { return GetParam() == account_type::imap ? "IMAP" : "POP3"; }

  static constexpr const char* user = "probe@sandbox.test";
  std::unique_ptr<sandbox::server> server;
  std::string ca_file;
  std::map<std::string, std::string> settings;
  memory_host module_host{""}, instance_host{"mail"};
  std::unique_ptr<host::module> module;
  std::unique_ptr<host::instance> box;
  std::mutex mutex;
  std::vector<plugin::result> said;
};

INSTANTIATE_TEST_SUITE_P(Account, Actions, ::testing::Values(account_type::imap, account_type::pop3),
                         [](const auto& p) { return p.param == account_type::imap ? "Imap" : "Pop3"; });

TEST_P(Actions, ConnectGoesUpToTheCapabilitiesAndSignsNobodyIn) {
  activate();
  const auto end = act("connect");
  EXPECT_EQ(end.state, plugin::state::ok) << end.summary;
  EXPECT_THAT(stages("SMTP"), IsSupersetOf({"resolve", "connect", "greeting", "tls", "capabilities"}));
  EXPECT_THAT(stages(retrieval()), IsSupersetOf({"resolve", "connect", "tls", "greeting"}));
  const auto count = server->count();
  EXPECT_EQ(count.smtp.sign_ins + count.imap.sign_ins + count.pop3.sign_ins, 0u);
  auto tls = facts(retrieval(), "tls");
  EXPECT_EQ(tls["certificate.verified"], "yes");
  EXPECT_THAT(tls["certificate.days_left"], ::testing::AnyOf("29", "30"));
  EXPECT_THAT(tls["certificate.subject"], HasSubstr("CN="));
  EXPECT_THAT(tls["certificate.issuer"], HasSubstr("CN="));
  EXPECT_THAT(tls["tls"], HasSubstr("TLSv1.3"));
}

TEST_P(Actions, ConnectSecuresAClearPortWithStarttls) {
  const auto ports = server->ports();
  settings["mail.tls"] = "starttls";
  settings["mail.port"] = std::to_string(GetParam() == account_type::imap ? ports.imap : ports.pop3);
  activate();
  EXPECT_EQ(act("connect").state, plugin::state::ok);
  EXPECT_EQ(facts(retrieval(), "tls")["certificate.verified"], "yes");
}

TEST_P(Actions, SignInSaysHowAndWhatIsWrong) {
  settings["mail.password"] = "wrong-word";
  activate();
  const auto end = act("sign-in");
  EXPECT_EQ(end.state, plugin::state::critical);
  EXPECT_THAT(end.summary, HasSubstr("mail.password"));
  EXPECT_THAT(end.summary, Not(HasSubstr("SMTP")));
  EXPECT_EQ(facts("SMTP", "sign-in")["mechanism"], "SCRAM-SHA-256");
  EXPECT_THAT(stages(retrieval()), ::testing::Contains("sign-in"));
}

TEST_P(Actions, ConnectShowsTheCertificateThatItRefuses) {
  settings.erase("tls.ca_file");
  activate();
  EXPECT_EQ(act("connect").state, plugin::state::critical);
  auto tls = facts(retrieval(), "tls");
  EXPECT_EQ(tls["certificate.verified"], "no");
  EXPECT_THAT(tls["certificate.issuer"], HasSubstr("CN="));
}

TEST_P(Actions, RoundTripLeavesTheLedgerAndTheMailOfOthersAlone) {
  server->inject(user, "Subject: foreign\r\n\r\nbody\r\n");
  activate();
  const auto before = instance_host.entries();
  const auto end = act("round-trip");
  EXPECT_EQ(end.state, plugin::state::ok) << end.summary;
  EXPECT_EQ(instance_host.entries(), before);
  EXPECT_EQ(server->count().accepted, 1u);
  const auto left = server->messages(user);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_THAT(left[0].bytes, HasSubstr("foreign"));
  EXPECT_TRUE(left[0].flags.empty());
  EXPECT_THAT(stages("SMTP"), IsSupersetOf({"sign-in", "sender", "recipient", "data", "acceptance"}));
  EXPECT_THAT(stages(retrieval()), IsSupersetOf({"open", "find", "remove"}));
}

TEST_P(Actions, RoundTripTellsStagesWhileItWaits) {
  server->drop_all();
  activate();
  auto answer = begin("round-trip", 3'600s);
  ASSERT_TRUE(server->wait_until(
      [this](const auto& s) { return s.count().dropped == 1 && !stages("SMTP").empty(); }, 1min));
  EXPECT_EQ(answer.wait_for(0s), std::future_status::timeout) << "it waits for the probe";
  EXPECT_THAT(stages("SMTP"), IsSupersetOf({"connect", "tls"}));
  EXPECT_THAT(stages(retrieval()), IsSupersetOf({"connect", "tls", "sign-in"}));
  std::promise<void> quiet;
  ASSERT_TRUE(box->deactivate([&](const host::answer&) { quiet.set_value(); }));
  quiet.get_future().wait();
  EXPECT_EQ(answer.get().status, WP_E_CANCELLED);
  box.reset();
}

TEST_P(Actions, RoundTripOfALostProbeNamesWhatMayStillCome) {
  server->drop_all();
  settings["delivery.deadline"] = "1s";
  activate();
  const auto end = act("round-trip");
  EXPECT_EQ(end.state, plugin::state::critical) << end.summary;
  EXPECT_THAT(end.summary,
              HasSubstr("if the probe still arrives, nobody deletes it: its Message-ID begins with wp1."));
}

}  // namespace
}  // namespace watchpost::email_monitor::test
