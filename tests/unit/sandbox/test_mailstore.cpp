#include "sandbox/mailstore.h"

#include <gtest/gtest.h>

namespace watchpost::sandbox {
namespace {

struct Mailstore : testing::Test {
  int changes = 0;
  mailstore store{{.messages_per_mailbox = 3}, [this] { ++changes; }};
  account_id who = (store.add_user({"a@x.test", "p", "al"}), 0);
};

TEST_F(Mailstore, FindsUsersByAddressOrLogin) {
  EXPECT_EQ(store.find_address("A@X.test"), who);
  EXPECT_EQ(store.find_login("AL"), who);
  EXPECT_EQ(store.find_login("a@x.test"), std::nullopt);
  EXPECT_FALSE(store.add_user({"A@X.TEST", "q"}));
  EXPECT_FALSE(store.add_user({"", "q"}));
}

TEST_F(Mailstore, UidsRiseAndAreNeverReused) {
  EXPECT_EQ(store.append(who, "inbox", "1", {}, {}), 1U);
  EXPECT_EQ(store.append(who, "INBOX", "2", {}, {}), 2U);
  const std::uint32_t second = 2;
  EXPECT_EQ(store.remove(who, "INBOX", {&second, 1}, false).size(), 1U);
  EXPECT_EQ(store.append(who, "INBOX", "3", {}, {}), 3U);
  EXPECT_EQ(store.append(who, "INBOX", "4", {}, {}), 4U);
  EXPECT_EQ(store.append(who, "INBOX", "full", {}, {}), 0U);
  EXPECT_EQ(store.append(who, "Nowhere", "x", {}, {}), 0U);
  EXPECT_EQ(changes, 5);
}

TEST_F(Mailstore, OnlyDeletedOnesAreExpunged) {
  store.append(who, "INBOX", "1", {}, {});
  store.append(who, "INBOX", "2", {"\\Deleted"}, {});
  const std::uint32_t all[] = {1, 2, 9};
  EXPECT_EQ(store.remove(who, "INBOX", all, true), std::vector<std::uint32_t>{2});
}

TEST_F(Mailstore, FlagChangesAreCountedOnlyWhenTheyChange) {
  store.append(who, "INBOX", "1", {}, {});
  const auto before = store.list(who, "INBOX")[0].changed;
  EXPECT_EQ(store.change_flags(who, "INBOX", 1, flag_change::remove, {"\\Seen"})->changed, before);
  EXPECT_GT(store.change_flags(who, "INBOX", 1, flag_change::add, {"\\Seen"})->changed, before);
  EXPECT_EQ(store.status(who, "INBOX")->unseen, 0U);
  EXPECT_FALSE(store.change_flags(who, "INBOX", 7, flag_change::add, {"\\Seen"}));
}

TEST_F(Mailstore, ResetGivesANewUidValidity) {
  store.append(who, "INBOX", "1", {}, {});
  const auto before = store.status(who, "INBOX")->uid_validity;
  EXPECT_TRUE(store.reset_folder(who, "INBOX"));
  EXPECT_NE(store.status(who, "INBOX")->uid_validity, before);
  EXPECT_EQ(store.append(who, "INBOX", "1", {}, {}), 1U);
}

TEST_F(Mailstore, JunkHasItsSpecialUse) {
  EXPECT_EQ(store.status(who, "Junk")->special_use, "\\Junk");
  EXPECT_FALSE(store.status(who, "junk"));
  EXPECT_TRUE(store.add_folder(who, "Archive"));
  EXPECT_FALSE(store.add_folder(who, "Archive"));
  EXPECT_EQ(store.folders(who).size(), 3U);
}

}  // namespace
}  // namespace watchpost::sandbox
