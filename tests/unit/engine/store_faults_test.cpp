// Commits of the store that fail, and what of them reaches the disk.
#include "engine/store.h"
#include "engine/store/schema.h"
#include "engine/store/store_thread.h"
#include "faulty_disk.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <unistd.h>

using namespace watchpost;
using namespace watchpost::engine;
namespace fs = std::filesystem;

namespace {

class store_faults : public ::testing::Test {
 protected:
  store_faults() { fs::create_directories(folder); }
  ~store_faults() override { fs::remove_all(folder); }

  store_ptr open() {
    auto out = open_store((folder / "state.db").string());
    if (!out) ADD_FAILURE() << to_text(out.error());
    return out ? std::move(*out) : nullptr;
  }
  // The answer's text; empty: it is on the disk.
  static std::string commit(store& to, const char* key, const char* value) {
    std::promise<std::string> told;
    to.commit("i", {{key, value}},
              [&](const host::error* why) { told.set_value(why == nullptr ? "" : why->text); });
    return told.get_future().get();
  }
  static std::string record(store& to) {
    std::promise<std::string> told;
    to.record({"i", "t", run_reason::scheduled, {}},
              [&](const host::error* why) { told.set_value(why == nullptr ? "" : why->text); });
    return told.get_future().get();
  }

  fs::path folder = fs::temp_directory_path() / ("wp-faults-" + std::to_string(::getpid()));
};

TEST_F(store_faults, a_commit_is_synced_before_it_is_told) {
  faulty_disk disk;
  auto s = open();
  for (const char* value : {"1", "2", "3"}) {
    const int before = disk.syncs();
    ASSERT_EQ(commit(*s, "k", value), "");
    EXPECT_GT(disk.syncs(), before) << value;
  }
}

TEST_F(store_faults, a_result_waits_for_no_sync_and_the_next_commit_is_synced_again) {
  faulty_disk disk;
  auto s = open();
  ASSERT_EQ(commit(*s, "k", "1"), "");
  const int before = disk.syncs();
  ASSERT_EQ(record(*s), "");
  EXPECT_EQ(disk.syncs(), before);
  ASSERT_EQ(commit(*s, "k", "2"), "");
  EXPECT_GT(disk.syncs(), before);
}

TEST_F(store_faults, a_commit_on_a_full_disk_fails_whole_and_the_next_one_is_as_good_as_any) {
  faulty_disk disk;
  auto s = open();
  ASSERT_EQ(commit(*s, "k", "before"), "");
  disk.fill(true);
  for (int i = 0; i < 3; ++i) {
    const auto why = commit(*s, "k", "lost");
    EXPECT_NE(why.find("disk is full"), std::string::npos) << why;
    EXPECT_NE(why.find("free some space"), std::string::npos) << why;
  }
  EXPECT_EQ(*s->load("i", ""), (std::vector<state_entry>{{"k", "before"}}));
  disk.fill(false);
  ASSERT_EQ(commit(*s, "also", "after"), "");
  s.reset();
  s = open();
  EXPECT_EQ(*s->load("i", ""), (std::vector<state_entry>{{"also", "after"}, {"k", "before"}}));
}

// The thread alone, on tables in memory.
class store_thread_test : public ::testing::Test {
 protected:
  using work = store_thread::work;

  static tables in_memory() {
    auto db = database::open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    EXPECT_TRUE(db);
    EXPECT_TRUE(make_schema(*db));
    EXPECT_TRUE(
        db->execute("PRAGMA foreign_keys = ON;"
                    "CREATE TABLE parent(id INTEGER PRIMARY KEY);"
                    "CREATE TABLE child(id REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"));
    return std::move(*tables::prepare(std::move(*db)));
  }
  static work set(const char* key) {
    return [key](tables& in) { return in.apply("i", {{key, "v"}}); };
  }
  std::vector<std::string> keys() {
    auto all = thread.ask<std::vector<state_entry>>([](tables& in) { return in.load("i", ""); });
    std::vector<std::string> out;
    for (const auto& e : *all) out.push_back(e.key);
    return out;
  }

  // Queues `jobs` while the thread is held up, so that they become one group; what each was told.
  std::vector<std::string> as_one_group(std::vector<work> jobs) {
    std::promise<void> hold;
    thread.enqueue(set("first"), [gate = hold.get_future().share()](const host::error*) { gate.wait(); });
    std::vector<std::promise<std::string>> told(jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i)
      thread.enqueue(std::move(jobs[i]), [&one = told[i]](const host::error* why) {
        one.set_value(why == nullptr ? "good" : why->text);
      });
    hold.set_value();
    std::vector<std::string> out;
    for (auto& one : told) out.push_back(one.get_future().get());
    return out;
  }

  store_thread thread{in_memory()};
};

TEST_F(store_thread_test, one_bad_edit_does_not_fail_its_neighbours) {
  const work bad = [](tables& in) -> host::expected<void> {
    if (auto half = in.apply("i", {{"half", "v"}}); !half) return half;
    return host::error{.status = WP_E_IO, .domain = "state", .text = "bad"};
  };
  EXPECT_EQ(as_one_group({set("a"), bad, set("b")}), (std::vector<std::string>{"good", "bad", "good"}));
  EXPECT_EQ(keys(), (std::vector<std::string>{"a", "b", "first"}));
}

// A constraint that is looked at only at the end of the transaction leaves it open.
TEST_F(store_thread_test, a_commit_that_is_refused_leaves_no_transaction_open) {
  const work orphan = [](tables& in) { return in.db().execute("INSERT INTO child VALUES(1)"); };
  const auto told = as_one_group({set("a"), orphan, set("b")});
  EXPECT_EQ(told[0], "good");
  EXPECT_NE(told[1].find("FOREIGN KEY"), std::string::npos) << told[1];
  EXPECT_EQ(told[2], "good");
  EXPECT_EQ(keys(), (std::vector<std::string>{"a", "b", "first"}));
}

TEST_F(store_thread_test, what_is_queued_is_done_before_the_end) {
  std::atomic<int> told = 0;
  {
    store_thread short_lived(in_memory());
    for (int i = 0; i < 100; ++i)
      short_lived.enqueue(set("k"), [&](const host::error* why) { told += why == nullptr ? 1 : 0; });
  }
  EXPECT_EQ(told, 100);
}

}  // namespace
