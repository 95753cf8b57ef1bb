// The audit log: an unbroken chain, and what verify_audit() finds when somebody else wrote in the file.
#include "engine/audit.h"

#include "engine/store/database.h"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

namespace watchpost::engine {
namespace {

namespace fs = std::filesystem;

class audit_test : public ::testing::Test {
 protected:
  audit_test() { fs::create_directories(folder); }
  ~audit_test() override { fs::remove_all(folder); }

  static audit_entry entry(std::string event, std::vector<fact> facts = {}) {
    return {1'700'000'000'000, "mail@mx", std::move(event), std::move(facts)};
  }

  void write(const std::vector<audit_entry>& all) {
    auto opened = open_store(path);
    ASSERT_TRUE(opened) << to_text(opened.error());
    for (const auto& e : all)
      (*opened)->audit().append(e, [](const abi::error* why) { EXPECT_EQ(why, nullptr); });
  }
  void write(int count) {
    std::vector<audit_entry> all;
    for (int i = 0; i < count; ++i) all.push_back(entry("e", {{"n", std::to_string(i)}}));
    write(all);
  }

  std::vector<audit_record> read(const audit_query& query = {}) {
    std::vector<audit_record> out;
    const auto done = read_audit(path, query, [&](const audit_record& r) { out.push_back(r); });
    EXPECT_TRUE(done) << to_text(done.error());
    return out;
  }

  audit_verdict verify(const std::optional<audit_head>& noted = {}) {
    auto out = verify_audit(path, noted);
    EXPECT_TRUE(out) << to_text(out.error());
    return out ? *out : audit_verdict{};
  }

  /// What somebody with a database tool does.
  void tamper(const char* sql) {
    auto db = database::open(path, SQLITE_OPEN_READWRITE);
    ASSERT_TRUE(db);
    const auto done = db->execute(sql);
    ASSERT_TRUE(done) << to_text(done.error());
  }
  void unlock() { tamper("DROP TRIGGER audit_stays; DROP TRIGGER audit_holds;"); }

  fs::path folder = fs::temp_directory_path() / ("wp-audit-" + std::to_string(::getpid()));
  std::string path = (folder / "state.db").string();
};

TEST_F(audit_test, records_come_back_in_order_with_a_sequence) {
  write({entry("command.accepted", {{"from", "a@example.com"}, {"point", "ポンプ1"}, {"point", "pump2"}}),
         entry("command.refused")});
  write({entry("later")});
  const auto all = read();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].sequence, 1);
  EXPECT_EQ(all[0].entry.facts,
            (std::vector<fact>{{"from", "a@example.com"}, {"point", "ポンプ1"}, {"point", "pump2"}}));
  EXPECT_EQ(all[2].sequence, 3);
  EXPECT_EQ(all[2].entry.event, "later");
  const auto verdict = verify();
  EXPECT_EQ(verdict.faults, std::vector<std::string>());
  EXPECT_EQ(verdict.head, (audit_head{3, all[2].hash}));
}

// Computed with sha256sum; the chain must mean the same for ever.
TEST_F(audit_test, the_hash_is_the_documented_one) {
  EXPECT_EQ(audit_hash(audit_origin, 1, {1000, "i", "word", {{"key", "value"}}}),
            "161a709fc23c633c0f0d870e1d907079a4baa9d2b5f78c20ea53e9d356267d3a");
}

TEST_F(audit_test, facts_cannot_be_moved_between_fields) {
  const auto hash = [](audit_entry e) { return audit_hash(audit_origin, 1, e); };
  EXPECT_NE(hash(entry("e", {{"ab", "c"}})), hash(entry("e", {{"a", "bc"}})));
  EXPECT_NE(hash(entry("e", {{"a", "b"}, {"c", "d"}})), hash(entry("e", {{"a", "b1:c,1:d"}})));
}

TEST_F(audit_test, an_empty_log_is_sound) {
  write(0);
  EXPECT_EQ(verify().head, (audit_head{0, audit_origin}));
  EXPECT_TRUE(verify().faults.empty());
}

TEST_F(audit_test, queries) {
  write({{10, "a", "command.accepted", {}}, {20, "b", "command.refused", {}}, {30, "a", "commander", {}}});
  EXPECT_EQ(read({.instance = "a"}).size(), 2u);
  EXPECT_EQ(read({.event = "command"}).size(), 2u);
  EXPECT_EQ(read({.event = "command.refused"}).size(), 1u);
  EXPECT_EQ(read({.since_wall = 20}).size(), 2u);
  EXPECT_EQ(read({.until_wall = 20}).size(), 2u);
  const auto newest = read({.limit = 2});
  ASSERT_EQ(newest.size(), 2u);
  EXPECT_EQ(newest[0].sequence, 2);
}

TEST_F(audit_test, the_table_refuses_changes) {
  write(2);
  auto db = database::open(path, SQLITE_OPEN_READWRITE);
  EXPECT_FALSE(db->execute("UPDATE audit SET event = 'x' WHERE sequence = 1"));
  EXPECT_FALSE(db->execute("DELETE FROM audit WHERE sequence = 2"));
  EXPECT_FALSE(db->execute("REPLACE INTO audit VALUES(2, 0, 'i', 'e', '[]', '')"));
}

TEST_F(audit_test, a_changed_record_is_found) {
  write(5);
  unlock();
  tamper("UPDATE audit SET facts = '[[\"n\",\"9\"]]' WHERE sequence = 3");
  EXPECT_EQ(verify().faults,
            (std::vector<std::string>{"record 3 is not what was written, or the one before it is not"}));
}

TEST_F(audit_test, every_field_counts) {
  for (const auto* change : {"wall = wall + 1", "instance = 'other'", "event = 'f'", "hash = upper(hash)"}) {
    fs::remove(path);
    write(2);
    unlock();
    tamper((std::string("UPDATE audit SET ") + change + " WHERE sequence = 1").c_str());
    EXPECT_FALSE(verify().faults.empty()) << change;
  }
}

TEST_F(audit_test, missing_records_are_found) {
  write(6);
  unlock();
  tamper("DELETE FROM audit WHERE sequence IN (2, 3)");
  EXPECT_EQ(verify().faults, std::vector<std::string>{"records 2 to 3 are missing"});
}

TEST_F(audit_test, a_cut_end_is_found) {
  write(4);
  unlock();
  tamper("DELETE FROM audit WHERE sequence = 4");
  EXPECT_EQ(verify().faults, std::vector<std::string>{"record 4 is missing"});
}

TEST_F(audit_test, a_record_put_in_is_found) {
  write(2);
  const auto last = read().back();
  const auto forged = audit_hash(last.hash, 3, entry("forged"));
  tamper(("INSERT INTO audit VALUES(3, 1700000000000, 'mail@mx', 'forged', '[]', '" + forged + "')").c_str());
  EXPECT_EQ(verify().faults, std::vector<std::string>{"records after 2 were not written by Watchpost"});
}

// Whoever may write the file can write a whole new chain; a head that was noted elsewhere tells.
TEST_F(audit_test, a_rewritten_log_is_found_by_a_noted_head) {
  write(3);
  const auto noted = verify().head;
  fs::remove(path);
  write(2);
  EXPECT_TRUE(verify().faults.empty());
  EXPECT_EQ(verify(noted).faults, std::vector<std::string>{"the log ends at record 2, before the noted one"});
  write({entry("other")});
  EXPECT_EQ(verify(noted).faults, std::vector<std::string>{"record 3 is another one than the noted one"});
}

TEST_F(audit_test, what_was_reported_durable_survives_kill_9) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const auto child = fork();
  if (child == 0) {
    close(ends[0]);
    auto s = open_store(path);
    if (!s) _exit(1);
    for (std::int64_t i = 1;; ++i) {
      (*s)->audit().append({i, "i", "e", {}}, [i, to = ends[1]](const abi::error* why) {
        if (why == nullptr && ::write(to, &i, sizeof i) < 0) _exit(2);
      });
    }
  }
  close(ends[1]);
  std::int64_t reported = 0;
  while (reported < 500 && ::read(ends[0], &reported, sizeof reported) > 0) {
  }
  kill(child, SIGKILL);
  while (::read(ends[0], &reported, sizeof reported) > 0) {
  }
  close(ends[0]);
  waitpid(child, nullptr, 0);
  const auto verdict = verify();
  EXPECT_TRUE(verdict.faults.empty());
  EXPECT_GE(verdict.head.sequence, reported);
  EXPECT_GE(reported, 500);
}

}  // namespace
}  // namespace watchpost::engine
