// Folders of all kinds, and what reading in them leaves as it is. See other_folders_test.cpp for the usual ones.
#include "scene.h"

namespace watchpost::email_monitor::test {
namespace {

class Folders : public scene {
 protected:
  void deliver_into(const std::string& folder) {
    w.server->add_rule({.what = sandbox::rule::effect::file, .folder = folder});
  }
};

constexpr const char* foreign = "Subject: an offer\r\nMessage-ID: <o@foreign.test>\r\n\r\nx\r\n";

// Looks like a report about undelivered mail, so that its beginning is read.
constexpr const char* foreign_report =
    "From: MAILER-DAEMON@foreign.test\r\nSubject: Returned mail\r\nMessage-ID: <r@foreign.test>\r\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\nMIME-Version: 1.0\r\n\r\n"
    "--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x.test\r\n"
    "\r\nFinal-Recipient: rfc822; a@x.test\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n";

TEST_F(Folders, ANameBeyondAsciiIsFoundAndTold) {
  ASSERT_TRUE(w.server->add_folder(world::user, "Entw&APw-rfe"));
  config.retrieval.folders = {"Entwürfe"};
  deliver_into("Entw&APw-rfe");
  step();
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::junk) << j.summary;
  EXPECT_NE(j.summary.find("Entwürfe"), std::string::npos) << j.summary;
  EXPECT_EQ(w.server->messages(world::user, "Entw&APw-rfe").size(), 1U);  // that of this poll
}

TEST_F(Folders, AProbeInAFolderThatNobodyNamedIsLost) {
  ASSERT_TRUE(w.server->add_folder(world::user, "Elsewhere"));
  deliver_into("Elsewhere");
  step();
  EXPECT_EQ(step().verdict, verdict::lost);
}

TEST_F(Folders, OneThatWasMadeForTheProbeIsReadFromItsBeginning) {
  config.retrieval.folders = {"Filtered"};
  w.server->drop_next(1);
  step();
  EXPECT_EQ(step().verdict, verdict::lost);  // from here on the positions of the folders are known
  ASSERT_TRUE(w.server->add_folder(world::user, "Filtered"));
  deliver_into("Filtered");
  step();
  EXPECT_EQ(step().verdict, verdict::junk);
}

TEST_F(Folders, AfterARestoreOfJunkProbesAreStillFound) {
  deliver_into("Junk");
  step();
  EXPECT_EQ(step().verdict, verdict::junk);
  const auto probe = take("Junk");
  w.server->reset_folder(world::user, "Junk");
  w.server->inject(world::user, probe, "Junk");
  EXPECT_EQ(step().verdict, verdict::junk);
  EXPECT_EQ(last.own_deleted, 1U);
}

class FoldersWithoutUidplus : public scene {
 protected:
  FoldersWithoutUidplus() : scene(account_type::imap, {"UIDPLUS"}) {}
};

TEST_F(FoldersWithoutUidplus, NothingIsExpungedWhereOthersAreMarked) {
  w.server->inject(world::user, foreign, "Junk", {"\\Deleted"});
  w.server->junk_recipient("*");
  step();
  step();
  EXPECT_EQ(last.own_deleted, 0U);
  EXPECT_TRUE(last.seen.removal_failed);
  const auto left = w.server->messages(world::user, "Junk");
  ASSERT_GE(left.size(), 2U);
  EXPECT_EQ(left[0].flags, std::vector<std::string>{"\\Deleted"});
  for (std::size_t i = 1; i < left.size(); ++i) EXPECT_TRUE(left[i].flags.empty());
}

class FoldersWithoutSpecialUse : public scene {
 protected:
  FoldersWithoutSpecialUse() : scene(account_type::imap, {"SPECIAL-USE"}) {}
};

TEST_F(FoldersWithoutSpecialUse, JunkIsKnownByItsName) {
  w.server->junk_recipient("*");
  step();
  EXPECT_EQ(step().verdict, verdict::junk);
}

// Neither reading headers nor reading the beginnings of reports marks anything as read.
class ForeignMail : public ::testing::TestWithParam<account_type> {};

TEST_P(ForeignMail, KeepsItsFlagsWhateverIsReadOfIt) {
  world w(GetParam());
  configuration config = w.default_configuration();
  disk state;
  const auto poll = [&] {
    const auto report = w.poll(state, config);
    ASSERT_TRUE(report);
    w.move(world::interval);
  };
  poll();
  for (const char* folder : {"INBOX", "Junk"})
    for (int i = 0; i < 30; ++i) w.server->inject(world::user, i % 3 == 0 ? foreign : foreign_report, folder);
  w.server->junk_recipient("*");
  poll();
  poll();
  poll();
  for (const char* folder : {"INBOX", "Junk"}) {
    std::size_t others = 0;
    for (const auto& m : w.server->messages(world::user, folder)) {
      EXPECT_TRUE(m.flags.empty()) << folder << ' ' << m.flags.front();
      if (m.bytes == foreign || m.bytes == foreign_report) ++others;
    }
    EXPECT_EQ(others, 30U) << folder;
  }
}

INSTANTIATE_TEST_SUITE_P(Account, ForeignMail, ::testing::Values(account_type::imap, account_type::pop3),
                         [](const auto& p) { return p.param == account_type::imap ? "Imap" : "Pop3"; });

}  // namespace
}  // namespace watchpost::email_monitor::test
