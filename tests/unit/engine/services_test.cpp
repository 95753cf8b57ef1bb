// What a plugin gets from the host: clock, state, log, and actions of wp.probe/1.
#include "engine/audit.h"
#include "engine/instance_host.h"
#include "world.h"

#include <watchpost/cpp/audit.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <unistd.h>

namespace watchpost::test {
namespace {

using namespace std::chrono_literals;

struct service_test : world {
  engine::instance_host here{"i", {time, state.get(), log}, "test 1"};
  plugin::host_ref ref{here.abi()};

  wp_status commit(std::string_view key, std::size_t size) {
    const std::string value(size, 'x');
    const wp_edit edit{plugin::to_abi(key), {value.data(), value.size()}};
    return ref.service<wp_state>(WP_SERVICE_STATE)->commit(here.abi(), &edit, 1, nullptr, nullptr);
  }
};

TEST_F(service_test, unknown_service_is_null) {
  EXPECT_EQ(ref.service<void>("wp.clock/2"), nullptr);
  EXPECT_EQ(ref.service<void>(""), nullptr);
}

TEST_F(service_test, clock_is_the_engines) {
  plugin::clock clock(ref);
  EXPECT_EQ(clock.wall_ms(), time.wall_ms());
  int jumps = 0;
  clock.watch([&] { ++jumps; });
  time.advance(5ms);
  EXPECT_EQ(jumps, 1);
  EXPECT_EQ(clock.mono_ms(), time.mono_ms());
  clock.watch({});
  time.advance(5ms);
  EXPECT_EQ(jumps, 1);
}

TEST_F(service_test, state_is_kept_per_instance_and_in_order) {
  plugin::state_store store(ref);
  for (int i = 0; i < 100; ++i)
    store.commit({plugin::edit::set("n", std::to_string(i))}, [](plugin::status f) { EXPECT_FALSE(f); });
  store.commit({plugin::edit::set("a.1", "x"), plugin::edit::set("a.2", std::string("\0y", 2)),
                plugin::edit::set("b", "")},
               [](plugin::status f) { EXPECT_FALSE(f); });
  EXPECT_EQ((*store.load("n")).at("n"), "99");
  const auto a = store.load("a.");
  EXPECT_EQ((*a).size(), 2u);
  EXPECT_EQ((*a).at("a.2"), std::string("\0y", 2));
  EXPECT_EQ((*store.load()).size(), 4u);
  engine::instance_host other{"j", {time, state.get(), log}, "test 1"};
  EXPECT_TRUE((*plugin::state_store(plugin::host_ref(other.abi())).load()).empty());
}

TEST_F(service_test, done_comes_from_another_thread) {
  plugin::state_store store(ref);
  std::promise<std::thread::id> where;
  store.commit({plugin::edit::remove("nothing")},
               [&](plugin::status) { where.set_value(std::this_thread::get_id()); });
  EXPECT_TRUE(where.get_future().get() != std::this_thread::get_id());
}

TEST_F(service_test, limits_of_the_contract_are_kept) {
  EXPECT_EQ(commit(std::string(WP_STATE_KEY_MAX + 1, 'k'), 1), WP_E_LIMIT);
  EXPECT_EQ(commit("k", WP_STATE_VALUE_MAX + 1), WP_E_LIMIT);
  EXPECT_EQ(commit("", 1), WP_E_ARGUMENT);
  EXPECT_EQ(commit(std::string(WP_STATE_KEY_MAX, 'k'), WP_STATE_VALUE_MAX), WP_OK);
}

TEST_F(service_test, audit_records_get_time_name_and_no_secret) {
  engine::redaction secrets;
  secrets.add("hunter2-secret");
  const auto folder =
      std::filesystem::temp_directory_path() / ("wp-audit-service-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const auto path = (folder / "state.db").string();
  auto file = *engine::open_store(path);
  engine::instance_host audited{"mail@mx", {time, file.get(), log}, "test 1", secrets};
  plugin::audit_log audit(plugin::host_ref(audited.abi()));
  ASSERT_TRUE(audit.available());
  std::promise<plugin::status> done;
  audit.append("command.accepted", {{"point", "pump1"}, {"said", "pass hunter2-secret\r\nset pump1 on"}},
               [&](plugin::status f) { done.set_value(std::move(f)); });
  EXPECT_FALSE(done.get_future().get());
  std::vector<engine::audit_record> all;
  EXPECT_TRUE(engine::read_audit(path, {}, [&](const auto& r) { all.push_back(r); }));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].entry.wall_ms, time.wall_ms());
  EXPECT_EQ(all[0].entry.instance, "mail@mx");
  EXPECT_EQ(all[0].entry.event, "command.accepted");
  ASSERT_EQ(all[0].entry.facts.size(), 2u);
  EXPECT_EQ(all[0].entry.facts[0], (engine::fact{"point", "pump1"}));
  const auto& said = all[0].entry.facts[1].value;
  EXPECT_EQ(said.find("hunter2"), std::string::npos) << said;
  EXPECT_EQ(said.find_first_of("\r\n"), std::string::npos) << said;
  file.reset();
  std::filesystem::remove_all(folder);
}

TEST_F(service_test, audit_keeps_the_limits_of_the_contract) {
  const auto append = [&](std::string_view event, const std::vector<wp_fact>& facts) {
    return ref.service<wp_audit>(WP_SERVICE_AUDIT)
        ->append(here.abi(), plugin::to_abi(event), facts.data(), facts.size(), nullptr, nullptr);
  };
  const std::string half(WP_AUDIT_SIZE_MAX / 2, 'x');
  const wp_fact big{"", plugin::to_abi(half)};
  EXPECT_EQ(append("e", {{"k", plugin::to_abi(half)}}), WP_OK);
  EXPECT_EQ(append("e", {{"k", plugin::to_abi(half)}, {"l", plugin::to_abi(half)}}), WP_E_LIMIT);
  EXPECT_EQ(append("e", std::vector<wp_fact>(WP_AUDIT_FACTS_MAX + 1, {"k", {nullptr, 0}})), WP_E_LIMIT);
  EXPECT_EQ(append("e", std::vector<wp_fact>(WP_AUDIT_FACTS_MAX, {"k", {nullptr, 0}})), WP_OK);
  EXPECT_EQ(append(std::string(WP_AUDIT_EVENT_MAX + 1, 'e'), {}), WP_E_LIMIT);
  for (const auto* word : {"", "Two", "two words", "tw\xC3\xB6"})
    EXPECT_EQ(append(word, {}), WP_E_ARGUMENT) << word;
  EXPECT_EQ(append("e", {big}), WP_E_ARGUMENT) << "no key";
  here.cut_off();
  EXPECT_EQ(append("e", {}), WP_E_LIFECYCLE);
}

TEST_F(service_test, module_has_no_state) {
  engine::instance_host module{"", {time, nullptr, log}, "test 1"};
  EXPECT_EQ(plugin::host_ref(module.abi()).service<wp_state>(WP_SERVICE_STATE), nullptr);
  EXPECT_EQ(plugin::host_ref(module.abi()).service<wp_audit>(WP_SERVICE_AUDIT), nullptr);
}

TEST_F(service_test, log_lines_are_made_safe) {
  ref.info("two\nlines");
  EXPECT_EQ(log.all(), "info i: two lines\n");
}

TEST_F(service_test, host_that_was_cut_off_answers_without_its_parts) {
  here.cut_off();
  EXPECT_FALSE(ref.enabled(plugin::level::error));
  EXPECT_EQ(commit("k", 1), WP_E_LIFECYCLE);
  EXPECT_GT(plugin::clock(ref).wall_ms(), 0);
}

class probe_test : public world {
 protected:
  probe_test() { apply("[monitors.m]\ntype = \"acting\"\nnet.target = \"localhost\"\ninterval = 0\n"); }
  abi::expected<void> probe(const std::string& action) {
    return host->probe(
        "m", action, 1000, [this](const engine::poll_result& o) { stages += o.verdict + " "; },
        [this](const engine::report& r) { end = r.result; });
  }
  std::string stages;
  std::optional<engine::poll_result> end;
};

TEST_F(probe_test, actions_are_listed) {
  const auto actions = host->actions("m");
  ASSERT_TRUE(actions);
  ASSERT_EQ(actions->size(), 3u);
  EXPECT_STREQ((*actions)[0].id, "greet");
}

TEST_F(probe_test, stages_come_before_the_end_and_leave_no_history) {
  ASSERT_TRUE(probe("greet"));
  host->settle();
  EXPECT_EQ(stages, "hello again ");
  EXPECT_EQ(end->verdict, "done");
  EXPECT_TRUE(seen.reports.empty());
}

TEST_F(probe_test, failure_is_a_result) {
  ASSERT_TRUE(probe("fail"));
  host->settle();
  EXPECT_EQ(end->error->code, 7);
}

TEST_F(probe_test, unknown_action_is_refused) { EXPECT_EQ(probe("dance").error().status, WP_E_UNSUPPORTED); }

TEST_F(probe_test, deadline_cancels) {
  ASSERT_TRUE(probe("wait"));
  host->advance(time, 1s, 1ms);
  EXPECT_EQ(end->error->status, WP_E_CANCELLED);
}

}  // namespace
}  // namespace watchpost::test
