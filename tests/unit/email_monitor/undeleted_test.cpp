// Probes that the server does not delete, or brings back.
#include "scripted_mailbox.h"

namespace watchpost::email_monitor::test {
namespace {

class Undeleted : public scripted_mailbox {};

TEST_F(Undeleted, WhatTheServerRefusesIsFoundAndDownAndALeftoverInThePollsBehindIt) {
  const auto probe = send_probe();
  const std::string refused = "C: w3 UID STORE 7 *\nC: w4 UID EXPUNGE 7\nS: w3 NO permission denied\n";
  auto j = poll(imap_opened(1, 8) + imap_fetched(1, 7, probe) + "S: w2 OK\n" + refused);
  EXPECT_EQ(j.verdict, verdict::down);
  EXPECT_EQ(j.on.stage, "remove");
  EXPECT_NE(j.summary.find("also probe 1 arrived"), std::string::npos) << j.summary;
  EXPECT_EQ(j.summary.find("deleted"), std::string::npos) << j.summary;
  EXPECT_EQ(last.own_deleted, 0u);

  j = poll(imap_opened(1, 8) + imap_fetched(1, 7, probe) + "S: w2 OK\n" + refused);
  EXPECT_EQ(j.verdict, verdict::down);
  EXPECT_TRUE(last.seen.arrivals.empty()) << "it was told";
  EXPECT_EQ(last.false_ones.leftovers, 1u);
  EXPECT_EQ(last.false_ones.replayed, 0u);
}

// As Dovecot does while another session of the account expunges.
TEST_F(Undeleted, WhatIsStillThereIsDeletedOnceMore) {
  const auto probe = send_probe();
  const auto j =
      poll(imap_opened(1, 8) + imap_fetched(1, 7, probe) +
           "S: w2 OK\nC: w3 UID STORE 7 *\nC: w4 UID EXPUNGE 7\nS: w3 OK\nS: w4 OK\n"
           "C: w5 UID FETCH 7 (UID)\nS: * 1 FETCH (UID 7)\nS: w5 OK\n"
           "C: w6 UID STORE 7 *\nS: w6 OK\nC: w7 UID EXPUNGE 7\nS: * 1 EXPUNGE\nS: w7 OK\nC: w8 LOGOUT\n");
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_NE(j.summary.find("found and deleted"), std::string::npos) << j.summary;
  EXPECT_EQ(last.own_deleted, 1u);
}

TEST_F(Undeleted, WhatNobodyKnowsOfIsOnlyFound) {
  const auto probe = send_probe();
  const auto j = poll(imap_opened(1, 8) + imap_fetched(1, 7, probe) +
                      "S: w2 OK\nC: w3 UID STORE 7 *\nC: w4 UID EXPUNGE 7\nS: w3 OK\nS: w4 OK\n"
                      "C: w5 UID FETCH 7 (UID)\nS: w5 NO cannot\nC: w6 LOGOUT\n");
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_EQ(j.summary.find("deleted"), std::string::npos) << j.summary;
  EXPECT_EQ(last.own_deleted, 0u);
}

TEST_F(Undeleted, AMessageThatComesBackIsALeftoverAndNoReplay) {
  const auto probe = send_probe();
  poll(
      imap_opened(1, 8) + imap_fetched(1, 7, probe) +
      "S: w2 OK\nC: w3 UID STORE 7 *\nC: w4 UID EXPUNGE 7\nS: w3 OK\nS: * 1 EXPUNGE\nS: w4 OK\nC: w5 LOGOUT\n");
  EXPECT_EQ(last.own_deleted, 1u);
  poll(
      imap_opened(1, 8) + imap_fetched(1, 7, probe) +
      "S: w2 OK\nC: w3 UID STORE 7 *\nC: w4 UID EXPUNGE 7\nS: w3 OK\nS: * 1 EXPUNGE\nS: w4 OK\nC: w5 LOGOUT\n");
  EXPECT_EQ(last.false_ones.leftovers, 1u);
  EXPECT_EQ(last.false_ones.replayed, 0u);
  poll(
      imap_opened(1, 9) + imap_fetched(1, 8, probe) +
      "S: w2 OK\nC: w3 UID STORE 8 *\nC: w4 UID EXPUNGE 8\nS: w3 OK\nS: * 1 EXPUNGE\nS: w4 OK\nC: w5 LOGOUT\n");
  EXPECT_EQ(last.false_ones.leftovers, 0u);
  EXPECT_EQ(last.false_ones.replayed, 1u) << "a copy";
}

class UndeletedByPop3 : public scripted_mailbox {
 protected:
  UndeletedByPop3() : scripted_mailbox(account_type::pop3) {}
};

TEST_F(UndeletedByPop3, ARefusedDeleIsDown) {
  const auto probe = send_probe();
  const std::string refused = pop3_opened({"a"}) + pop3_top(1, probe) + pop3_named(1, "a") +
                              "C: DELE 1\nS: -ERR permission denied\nC: QUIT\nS: +OK\n";
  const auto j = poll(refused + "next\n" + refused);
  EXPECT_EQ(j.verdict, verdict::down);
  EXPECT_NE(j.summary.find("permission denied"), std::string::npos) << j.summary;
  EXPECT_NE(j.summary.find("also probe 1 arrived, found"), std::string::npos) << j.summary;
  EXPECT_EQ(j.summary.find("deleted"), std::string::npos) << j.summary;
}

TEST_F(UndeletedByPop3, ASessionOutOfStepDeletesNothingAndIsDown) {
  const auto probe = send_probe();
  const std::string listing = "S: +OK\nS: 1 a\nS: 2 b\nS: .\n";
  const auto j = poll(pop3_opened({"a", "b"}) + listing);
  EXPECT_EQ(j.verdict, verdict::down) << j.summary;
  EXPECT_NE(j.summary.find("protocol"), std::string::npos) << j.summary;
}

}  // namespace
}  // namespace watchpost::email_monitor::test
