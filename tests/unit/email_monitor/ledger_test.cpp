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
  EXPECT_EQ(again.who().tag, book.who().tag);
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
  std::uint64_t first = 0, second = 0, third = 0;
  disk.write(book.prepare(1000, 1001, first));
  disk.write(book.prepare(2000, 2001, second));
  disk.write(book.sent(second, {.wall = 2002, .mono = 7}, "250 2.0.0 Ok: queued as 4F1"));
  disk.write(book.prepare(3000, 3001, third));
  disk.write(book.sent(third, {.wall = 3002, .mono = 8}, "250 ok"));
  disk.write(book.arrived(third, 3333, "junk Spam"));
  disk.write(book.reached("7:12"));
  disk.write(book.reached_elsewhere("Junk:4"));
  std::uint64_t fourth = 0;
  disk.write(book.prepare(4000, 4001, fourth));
  disk.write(book.bounced(fourth, 4444, "failed\tmx\t5.1.1\t550 no"));

  const ledger again = load(disk);
  EXPECT_FALSE(again.fresh());
  EXPECT_EQ(again.position(), "7:12");
  ASSERT_EQ(again.probes().size(), 4u);
  EXPECT_EQ(again.probes().at(first).is, phase::prepared);
  EXPECT_EQ(again.probes().at(first).due, 1000);
  EXPECT_EQ(again.probes().at(second).is, phase::sent);
  EXPECT_EQ(again.probes().at(second).accepted, 2002);
  EXPECT_EQ(again.probes().at(second).made, 2001);
  EXPECT_EQ(again.probes().at(second).turn, 2u);
  EXPECT_EQ(again.probes().at(second).note, "250 2.0.0 Ok: queued as 4F1");
  EXPECT_EQ(again.turns(), 4u);
  EXPECT_EQ(again.last_due(), 4000);
  EXPECT_EQ(again.position_elsewhere(), "Junk:4");
  EXPECT_EQ(again.probes().at(fourth).is, phase::bounced);
  EXPECT_EQ(again.probes().at(fourth).note, "failed\tmx\t5.1.1\t550 no");
  EXPECT_EQ(again.probes().at(third).is, phase::arrived);
  EXPECT_EQ(again.probes().at(third).arrived, 3333);
  EXPECT_EQ(again.probes().at(third).note, "250 ok");
  EXPECT_EQ(again.probes().at(third).place, "junk Spam");
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
}

TEST(Ledger, ADamagedRecordIsDroppedByName) {
  memory_state disk;
  ledger book = load(disk);
  disk.write(book.birth());
  std::uint64_t sequence = 0;
  disk.write(book.prepare(1, 1, sequence));
  disk.entries["probe.00000000000000000009"] = "2 flying 1 2 3 4 5 note";
  std::string why;
  const auto again = ledger::load(disk.entries, why);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->probes().size(), 1u);
  EXPECT_NE(why.find("probe.00000000000000000009"), std::string::npos);
}

TEST(Ledger, ADamagedIdentityIsNotReplacedInSilence) {
  std::string why;
  EXPECT_FALSE(ledger::load({{"identity", "garbage"}}, why));
  EXPECT_NE(why.find("identity"), std::string::npos);
}

}  // namespace
}  // namespace watchpost::email_monitor
