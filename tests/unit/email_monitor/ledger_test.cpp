#include "email_monitor/ledger.h"

#include "support/memory_state.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace watchpost::email_monitor {
namespace {

using watchpost::test::memory_state;

ledger load(const memory_state& disk) {
  std::string why;
  auto book = ledger::load(disk.entries, why);
  EXPECT_TRUE(book) << why;
  return *book;
}

TEST(Ledger, ANewOneHasAnIdentityThatIsToBeStored) {
  memory_state disk;
  ledger book = load(disk);
  EXPECT_TRUE(book.fresh());
  disk.write(book.birth());
  ledger again = load(disk);
  EXPECT_EQ(again.own_identity().tag, book.own_identity().tag);
  EXPECT_TRUE(again.birth().empty());
}

TEST(Ledger, AnIdentityThatIsStoredIsNotStoredAgain) {
  ledger book = load({});
  EXPECT_FALSE(book.birth().empty());
  EXPECT_TRUE(book.birth().empty());
}

TEST(Ledger, EveryPhaseSurvivesAReload) {
  memory_state disk;
  ledger book = load(disk);
  disk.write(book.birth());
  const std::string inbox = R"({"v":1,"at":12})", elsewhere = R"({"v":1,"at":4})";
  std::uint64_t first = 0, second = 0, third = 0;
  disk.write(book.prepare(1000, 1001, first));
  disk.write(book.prepare(2000, 2001, second));
  disk.write(book.sent(second, {.wall = 2002, .mono = 7}, "250 2.0.0 Ok: queued as 4F1"));
  disk.write(book.prepare(3000, 3001, third));
  disk.write(book.sent(third, {.wall = 3002, .mono = 8}, "250 ok"));
  disk.write(book.arrived(third, 3333, "Spam", true));
  disk.write(book.reached(inbox));
  disk.write(book.reached_other_folders(elsewhere));
  std::uint64_t fourth = 0;
  disk.write(book.prepare(4000, 4001, fourth));
  disk.write(
      book.bounced(fourth, 4444, {.host = "mx", .status = "5.1.1", .words = "550 no", .action = "failed"}));

  const ledger again = load(disk);
  EXPECT_FALSE(again.fresh());
  EXPECT_EQ(again.position(), inbox);
  ASSERT_EQ(again.probes().size(), 4u);
  EXPECT_EQ(again.probes().at(first).phase, phase::prepared);
  EXPECT_EQ(again.probes().at(first).due, 1000);
  EXPECT_EQ(again.probes().at(second).phase, phase::sent);
  EXPECT_EQ(again.probes().at(second).accepted, 2002);
  EXPECT_EQ(again.probes().at(second).made, 2001);
  EXPECT_EQ(again.probes().at(second).turn, 2u);
  EXPECT_EQ(again.probes().at(second).receipt, "250 2.0.0 Ok: queued as 4F1");
  EXPECT_EQ(again.turns(), 4u);
  EXPECT_EQ(again.last_due(), 4000);
  EXPECT_EQ(again.other_folders_position(), elsewhere);
  EXPECT_EQ(again.probes().at(fourth).phase, phase::bounced);
  ASSERT_TRUE(again.probes().at(fourth).report);
  EXPECT_EQ(to_string(*again.probes().at(fourth).report), "mx: 5.1.1 550 no");
  EXPECT_TRUE(again.probes().at(fourth).report->ends());
  EXPECT_EQ(again.probes().at(third).phase, phase::arrived);
  EXPECT_EQ(again.probes().at(third).arrived, 3333);
  EXPECT_EQ(again.probes().at(third).receipt, "250 ok");
  EXPECT_EQ(again.probes().at(third).folder, "Spam");
  EXPECT_TRUE(again.probes().at(third).junk);
}

TEST(Ledger, ASequenceIsNeverUsedTwice) {
  memory_state disk;
  ledger book = load(disk);
  disk.write(book.birth());
  std::uint64_t sequence = 0;
  disk.write(book.prepare(1, 1, sequence));
  disk.write(book.forget(sequence));
  ledger again = load(disk);
  std::uint64_t next = 0;
  again.prepare(2, 2, next);
  EXPECT_GT(next, sequence);
}

TEST(Ledger, AnUnchangedPositionCostsNothing) {
  memory_state disk;
  ledger book = load(disk);
  EXPECT_EQ(book.reached("1:1").size(), 1u);
  EXPECT_TRUE(book.reached("1:1").empty());
  EXPECT_TRUE(book.reached(mail::position_unknown).empty());
  EXPECT_TRUE(book.reached_other_folders(mail::position_unknown).empty()) << "as of a POP3 account";
}

// As versions of before stored them, and what a damaged disk might give.
TEST(Ledger, IsRefusedWholeWhereOneValueCannotBeRead) {
  memory_state disk;
  ledger book = load(disk);
  disk.write(book.birth());
  std::uint64_t sequence = 0;
  disk.write(book.prepare(1, 1, sequence));
  const std::pair<const char*, const char*> values[] = {
      {"identity", "1 0123456789abcdef 0000"},
      {"identity", "garbage"},
      {"position", "7:120"},
      {"elsewhere", "folders 1;Junk=7:120"},
      {"sequence", "3 3 1000"},
      {"note.refused.mail", "2 1 00 credentials 0 535 - no"},
      {"note.worked.smtp", "00"},
      {"probe.00000000000000000009", "2 sent 1 2 3 4 5 250 ok"},
      {"probe.00000000000000000009", R"({"v":1,"phase":"flying"})"},
      {"probe.9x", "{}"},
  };
  for (const auto& [key, value] : values) {
    memory_state other = disk;
    other.entries[key] = value;
    std::string why;
    EXPECT_FALSE(ledger::load(other.entries, why)) << key;
    EXPECT_NE(why.find("'" + std::string(key) + "' is damaged or of another version"), std::string::npos)
        << why;
  }
  disk.entries["of.others"] = "anything";
  EXPECT_EQ(load(disk).probes().size(), 1u);
}

}  // namespace
}  // namespace watchpost::email_monitor
