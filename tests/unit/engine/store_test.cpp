// The store on disk: durability against kill -9, one process, sound files, bounded history.
#include "engine/store.h"

#include "engine/store/database.h"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <map>
#include <sys/wait.h>
#include <unistd.h>

using namespace watchpost;
using namespace watchpost::engine;
namespace fs = std::filesystem;

namespace {

class store_test : public ::testing::Test {
 protected:
  store_test() { fs::create_directories(folder); }
  ~store_test() override { fs::remove_all(folder); }

  store_ptr open() {
    auto out = open_store(path);
    if (!out) ADD_FAILURE() << to_text(out.error());
    return out ? std::move(*out) : nullptr;
  }
  std::string refusal() {
    const auto out = open_store(path);
    return out ? "opened" : to_text(out.error());
  }
  static report result(std::string instance, std::int64_t at) {
    report out{std::move(instance), "t", run_reason::scheduled, {}};
    out.result.state = health::warning;
    out.result.verdict = "late";
    out.result.summary = "late by 5 s";
    out.result.readings = {{"delivery", 5.5, 4, 10, "s"}};
    out.result.facts = {{"folder", "INBOX"}};
    out.result.error = host::error{.status = WP_E_IO, .domain = "imap", .code = 3, .text = "why", .key = "k"};
    out.result.times = {0, at, 100, at, 350, at};
    return out;
  }

  fs::path folder = fs::temp_directory_path() / ("wp-store-" + std::to_string(::getpid()));
  std::string path = (folder / "state.db").string();
};

TEST_F(store_test, state_survives_reopening) {
  {
    auto s = open();
    s->commit("i", {{"a", "1"}, {"b", "2"}}, nullptr);
    s->commit("i", {{"a", std::nullopt}, {"c", "3"}}, nullptr);
    s->remember_due("i", 42, nullptr);
  }
  auto s = open();
  EXPECT_EQ(*s->load("i", ""), (std::vector<state_entry>{{"b", "2"}, {"c", "3"}}));
  EXPECT_EQ(*s->last_due("i"), 42);
  EXPECT_EQ(*s->last_due("j"), std::nullopt);
}

TEST_F(store_test, a_file_that_others_can_read_is_shut) {
  { auto s = open(); }
  { const std::ofstream left_behind(path + "-wal"); }
  for (const auto* part : {"", "-wal"}) fs::permissions(path + part, fs::perms(0644));
  auto s = open();
  for (const auto* part : {"", "-wal", "-shm"}) {
    EXPECT_EQ(fs::status(path + part).permissions(), fs::perms(0600)) << part;
  }
}

TEST_F(store_test, a_link_opens_no_second_time) {
  const auto first = open();
  const auto link = (folder / "link.db").string();
  fs::create_symlink(path, link);
  auto second = open_store(link);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().status, WP_E_BUSY);
  EXPECT_FALSE(fs::exists(link + "-lock"));
}

TEST_F(store_test, a_file_with_two_names_is_refused) {
  { auto s = open(); }
  fs::create_hard_link(path, folder / "other.db");
  EXPECT_NE(refusal().find("has 2 names (hard links)"), std::string::npos) << refusal();
  fs::remove(folder / "other.db");
  EXPECT_EQ(refusal(), "opened");
}

TEST_F(store_test, a_lock_follows_no_link) {
  const auto victim = (folder / "victim").string();
  std::ofstream(victim) << "precious";
  fs::create_symlink(victim, path + "-lock");
  EXPECT_NE(refusal().find("is a link, and a lock follows none; remove it"), std::string::npos) << refusal();
  std::string content;
  std::ifstream(victim) >> content;
  EXPECT_EQ(content, "precious");
}

TEST_F(store_test, only_the_owner_may_read_the_file) {
  const auto s = open();
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

// A child commits 1, 2, 3, ... and reports each one that is durable; it is killed at some moment. Whatever it
// reported must be there afterwards, and nothing half done.
TEST_F(store_test, what_was_reported_durable_survives_kill_9) {
  for (int round = 0; round < 5; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const auto child = fork();
    if (child == 0) {
      close(ends[0]);
      auto s = open_store(path);
      if (!s) _exit(1);
      for (std::int64_t i = 1;; ++i) {
        std::promise<bool> durable;
        (*s)->commit("i", {{"left", std::to_string(i)}, {"right", std::to_string(i)}},
                     [&](const host::error* why) { durable.set_value(why == nullptr); });
        if (!durable.get_future().get() || write(ends[1], &i, sizeof i) != sizeof i) _exit(2);
      }
    }
    close(ends[1]);
    std::int64_t reported = 0;
    const int wanted = 3 + round * 7;
    while (reported < wanted && read(ends[0], &reported, sizeof reported) == sizeof reported) {
    }
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    for (std::int64_t i = 0; read(ends[0], &i, sizeof i) == sizeof i;) reported = i;
    close(ends[0]);
    ASSERT_GE(reported, wanted);
    auto s = open();
    ASSERT_NE(s, nullptr);
    const auto entries = *s->load("i", "");
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].value, entries[1].value) << "all or none";
    EXPECT_GE(std::stoll(entries[0].value), reported);
  }
}

TEST_F(store_test, many_commits_become_few_transactions_and_all_are_told) {
  auto s = open();
  std::atomic<int> told{0};
  for (int i = 0; i < 2000; ++i) {
    s->commit("i" + std::to_string(i), {{"k", "v"}},
              [&](const host::error* why) { told += why == nullptr ? 1 : 0; });
  }
  s->flush();
  EXPECT_EQ(told, 2000);
}

TEST_F(store_test, commits_take_effect_in_their_order) {
  auto s = open();
  for (int i = 0; i <= 500; ++i) s->commit("i", {{"k", std::to_string(i)}}, nullptr);
  EXPECT_EQ((*s->load("i", "k"))[0].value, "500");
}

TEST_F(store_test, load_gives_a_prefix_in_the_order_of_keys) {
  auto s = open_memory_store();
  s->commit("i", {{"p.2", "b"}, {"p.10", "a"}, {"q", "c"}, {"p", "d"}}, nullptr);
  EXPECT_EQ(*s->load("i", "p."), (std::vector<state_entry>{{"p.10", "a"}, {"p.2", "b"}}));
}

TEST_F(store_test, a_committed_function_may_ask_the_store) {
  auto s = open_memory_store();
  std::promise<std::size_t> answer;
  s->commit("i", {{"k", "v"}}, [&](const host::error*) { answer.set_value(s->load("i", "")->size()); });
  EXPECT_EQ(answer.get_future().get(), 1u);
}

TEST_F(store_test, second_process_is_refused_with_the_pid_of_the_first) {
  const auto first = open();
  EXPECT_NE(refusal().find("is in use by another process (pid " + std::to_string(::getpid()) + "); stop it"),
            std::string::npos)
      << refusal();
}

TEST_F(store_test, foreign_file_is_not_touched) {
  std::ofstream(path) << std::string(5000, 'x');
  EXPECT_NE(refusal().find("is not a database"), std::string::npos) << refusal();
  EXPECT_EQ(fs::file_size(path), 5000u);
}

TEST_F(store_test, folder_that_is_missing_is_named) {
  path = (folder / "none" / "state.db").string();
  EXPECT_NE(refusal().find("must exist and be writable"), std::string::npos) << refusal();
}

TEST_F(store_test, damaged_file_is_found) {
  {
    auto s = open();
    for (int i = 0; i < 200; ++i) s->commit("i", {{"k" + std::to_string(i), std::string(500, 'v')}}, nullptr);
  }
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(8192);
    file << std::string(12'000, '\xA5');
  }
  EXPECT_NE(refusal().find("is damaged"), std::string::npos) << refusal();
}

TEST_F(store_test, history_gives_everything_back_newest_first) {
  {
    auto s = open();
    s->record(result("a", 1000));
    s->record(result("b", 2000));
    s->record(result("a", 3000));
  }
  const auto all = read_history(path, {});
  ASSERT_TRUE(all) << to_text(all.error());
  ASSERT_EQ(all->size(), 3u);
  const auto& r = (*all)[0];
  EXPECT_EQ(r.instance, "a");
  EXPECT_EQ(r.result.times.finished_wall, 3000);
  EXPECT_EQ(r.result.times.took_ms(), 250);
  EXPECT_EQ(r.result.state, health::warning);
  EXPECT_EQ(r.result.verdict, "late");
  EXPECT_EQ(r.result.find_reading("delivery")->value, 5.5);
  EXPECT_EQ(*r.result.find_fact("folder"), "INBOX");
  EXPECT_EQ(r.result.error->code, 3);
  EXPECT_EQ(read_history(path, {.instance = "a"})->size(), 2u);
  EXPECT_EQ(read_history(path, {.limit = 1})->size(), 1u);
  EXPECT_EQ(read_history(path, {.since_wall = 1500})->size(), 2u);
}

TEST_F(store_test, history_can_be_read_while_another_process_writes) {
  auto s = open();
  s->record(result("a", 1000));
  s->flush();
  const auto all = read_history(path, {});
  ASSERT_TRUE(all) << to_text(all.error());
  EXPECT_EQ(all->size(), 1u);
}

TEST_F(store_test, history_without_a_file_says_so) {
  EXPECT_NE(read_history(path, {}).error().text.find("there is no database"), std::string::npos);
  const std::ofstream as_it_is_when_a_host_begins(path);
  EXPECT_NE(read_history(path, {}).error().text.find("there is no database"), std::string::npos);
}

report documented(std::string instance, std::int64_t at, std::size_t size = 10) {
  report out{std::move(instance), "t", run_reason::scheduled, {}, false};
  out.result.times.finished_wall = at;
  out.result.documents = {{"b.txt", "text/plain", "first " + std::to_string(at)},
                          {"a.bin", "application/octet-stream", std::string(size, '\0')}};
  return out;
}

TEST_F(store_test, evidence_is_kept_with_its_result) {
  {
    auto s = open();
    s->record(documented("a", 1000));
    s->record(result("a", 2000));
    s->record(documented("b", 3000));
  }
  const auto all = read_history(path, {});
  ASSERT_EQ(all->size(), 3u);
  EXPECT_TRUE((*all)[0].has_evidence);
  EXPECT_FALSE((*all)[1].has_evidence);
  EXPECT_TRUE((*all)[0].result.documents.empty()) << "only when asked for";
  const auto kept = read_history(path, {.instance = "a", .evidence = true});
  ASSERT_TRUE(kept) << to_text(kept.error());
  ASSERT_EQ(kept->size(), 1u);
  EXPECT_EQ((*kept)[0].result.documents, documented("a", 1000).result.documents);
  EXPECT_TRUE(read_history(path, {.instance = "b", .until_wall = 2999, .evidence = true})->empty());
  EXPECT_EQ(read_history(path, {.instance = "b", .until_wall = 3000, .evidence = true})->size(), 1u);
}

TEST_F(store_test, evidence_is_bounded_by_count_and_bytes_and_the_newest_stays) {
  auto s = open_memory_store();
  s->set_bounds({.evidence_count = 3, .evidence_bytes = 1000});
  const auto kept = [&] {
    std::vector<std::int64_t> out;
    for (const auto& r : *s->history({.instance = "a", .limit = 0, .evidence = true}))
      out.push_back(r.result.times.finished_wall);
    return out;
  };
  s->record(documented("other", 0));
  for (int i = 1; i <= 5; ++i) s->record(documented("a", i));
  EXPECT_EQ(kept(), (std::vector<std::int64_t>{5, 4, 3}));
  s->record(documented("a", 6, 900));
  EXPECT_EQ(kept(), (std::vector<std::int64_t>{6, 5, 4}));
  s->record(documented("a", 7, 500));
  EXPECT_EQ(kept(), (std::vector<std::int64_t>{7})) << "two would be too much";
  s->record(documented("a", 8, 5000));
  EXPECT_EQ(kept(), (std::vector<std::int64_t>{8}));
  EXPECT_EQ(s->history({.limit = 0})->size(), 9u) << "the results themselves stay";
  EXPECT_EQ(s->history({.instance = "other", .evidence = true})->size(), 1u);
}

TEST_F(store_test, evidence_goes_with_its_result) {
  auto s = open_memory_store();
  s->set_bounds({.age_ms = 1000});
  s->record(documented("a", 1));
  for (int i = 0; i < 64; ++i) s->record(result("a", 10'000 + i));
  EXPECT_TRUE(s->history({.limit = 0, .evidence = true})->empty());
}

// As a version of before made it, and left it at kill -9 where `killed`.
void make_former_version(const std::string& path, std::int64_t version, bool killed) {
  const pid_t maker = ::fork();
  if (maker == 0) {
    auto made = database::open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    const std::string text = R"sql(
PRAGMA journal_mode = WAL;
CREATE TABLE state(instance TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY(instance, key)) WITHOUT ROWID;
INSERT INTO state VALUES('mail@mx', 'identity', '1 0123456789abcdef 00'), ('mail@mx', 'position', '7:120'),
  ('orders', 'seen.0f', '1795342400000');
PRAGMA application_id = 1464890228;
PRAGMA user_version = )sql" + std::to_string(version);
    if (!made || !made->execute(text.c_str())) ::_exit(1);
    if (killed) ::_exit(0);
    made = watchpost::abi::error{};
    ::_exit(0);
  }
  int how = 0;
  ::waitpid(maker, &how, 0);
  ASSERT_EQ(how, 0);
}

// The database and its log.
std::map<std::string, std::string> bytes_of(const fs::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& each : fs::directory_iterator(folder)) {
    std::ifstream file(each.path(), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const std::string name = each.path().filename();
    if ((name == "state.db" || name == "state.db-wal") && !bytes.empty()) all[name] = std::move(bytes);
  }
  return all;
}

TEST_F(store_test, a_file_of_before_is_refused_and_stays_as_it_is) {
  for (const bool killed : {false, true}) {
    for (const std::int64_t version : {1, 2, 3}) {
      fs::remove_all(folder);
      fs::create_directories(folder);
      make_former_version(path, version, killed);
      const auto before = bytes_of(folder);
      EXPECT_EQ(before.contains("state.db-wal"), killed);
      for (int i = 0; i < 2; ++i) {
        EXPECT_NE(refusal().find("was made by an older Watchpost (schema " + std::to_string(version)),
                  std::string::npos)
            << refusal();
        EXPECT_NE(refusal().find("keep it for that version, and name another file to start with"),
                  std::string::npos);
      }
      EXPECT_FALSE(read_history(path, {}));
      EXPECT_FALSE(read_state(path, "orders"));
      EXPECT_EQ(bytes_of(folder), before);
    }
  }
}

TEST_F(store_test, a_database_of_another_program_stays_as_it_is) {
  {
    auto other = database::open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    ASSERT_TRUE(other && other->execute("CREATE TABLE t(x); INSERT INTO t VALUES(1)"));
  }
  const auto before = bytes_of(folder);
  EXPECT_NE(refusal().find("is not a Watchpost database"), std::string::npos) << refusal();
  EXPECT_EQ(bytes_of(folder), before);
}

TEST_F(store_test, history_is_bounded_by_count_and_age) {
  auto s = open_memory_store();
  s->set_bounds({.age_ms = 1'000'000, .count = 100});
  for (int i = 0; i < 400; ++i) s->record(result("a", i * 1000));
  s->record(result("b", 0));
  EXPECT_LE(s->history({.instance = "a", .limit = 0})->size(), 164u);
  for (int i = 0; i < 64; ++i) s->record(result("a", 10'000'000 + i));
  EXPECT_TRUE(s->history({.instance = "b"})->empty()) << "too old";
}

}  // namespace
