// Probes that a rule or a filter put into another folder.
#include "scene.h"

namespace watchpost::email_monitor::test {
namespace {

class OtherFolders : public scene {
 protected:
  std::size_t in(const std::string& folder) const { return w.server->messages(world::user, folder).size(); }
  std::uint64_t commands() const { return w.server->count().imap.commands; }
};

TEST_F(OtherFolders, TheProbeIsDeletedThereAndForeignJunkStays) {
  for (int i = 0; i < 5; ++i) w.server->inject(world::user, "Subject: cheap\r\n\r\nx\r\n", "Junk");
  w.server->junk_recipient("*");
  step();
  for (int i = 0; i < 3; ++i) {
    const auto j = step();
    EXPECT_EQ(j.verdict, verdict::junk) << j.summary;
    EXPECT_EQ(last.own_deleted, 1u);
    EXPECT_EQ(in("Junk"), 6u) << "the foreign ones, and the probe of this poll";
  }
  EXPECT_EQ(last.foreign_seen, 0u) << "what was read once is not read again";
  w.server->clear_rules();
  step();
  EXPECT_EQ(step().verdict, verdict::up);
  EXPECT_EQ(in("Junk"), 5u);
}

TEST_F(OtherFolders, WhileAllIsWellNoFolderIsOpenedBesideInbox) {
  step();
  step();
  const auto before = commands();
  step();
  const auto quiet = commands() - before;
  w.server->junk_recipient("*");
  step();  // still finds the one before
  EXPECT_EQ(commands() - before, 2 * quiet);
  step();
  EXPECT_GT(commands() - before, 3 * quiet);
}

TEST_F(OtherFolders, AListedFolderIsNamedAndTheProbeDeletedThere) {
  ASSERT_TRUE(w.server->add_folder(world::user, "Lists"));
  config.retrieval.folders = {"Lists"};
  w.server->add_rule({.what = sandbox::rule::effect::file, .folder = "Lists"});
  step();
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::junk) << j.summary;
  EXPECT_NE(j.summary.find("in Lists, not in INBOX"), std::string::npos) << j.summary;
  EXPECT_EQ(in("Lists"), 1u);
}

TEST_F(OtherFolders, AFolderThatDoesNotExistIsNamed) {
  config.retrieval.folders = {"Nowhere"};
  w.server->drop_next(1);
  step();
  EXPECT_EQ(step().verdict, verdict::lost);
  EXPECT_NE(fact("folder_closed").find("Nowhere"), std::string::npos);
}

TEST_F(OtherFolders, ALostProbeSaysWhereItIsNot) {
  w.server->drop_next(1);
  step();
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::lost);
  EXPECT_NE(j.summary.find("(nor in Junk)"), std::string::npos) << j.summary;
}

TEST_F(OtherFolders, AProbeThatIsHalfWayToItsDeadlineIsLookedForThere) {
  config.delivery_deadline = 4 * world::interval;
  w.server->junk_recipient("*");
  step();
  EXPECT_EQ(step().verdict, verdict::pending);
  EXPECT_EQ(step().verdict, verdict::junk);
}

TEST_F(OtherFolders, SamePollLooksThereBeforeItSaysLost) {
  config.mode = poll_mode::same_poll;
  config.delivery_deadline = 5s;
  w.server->junk_recipient("*");
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::junk) << j.summary;
  EXPECT_EQ(in("Junk"), 0u);
}

// The process dies at its n-th commit of the poll that finds the probe in the junk folder.
TEST_F(OtherFolders, AKillAtAnyCommitNeitherLosesTheProbeNorLeavesIt) {
  for (const auto how : {disk::death::before, disk::death::after}) {
    for (int n = 0; n < 5; ++n) {
      SCOPED_TRACE(n);
      state = {};
      w.server->add_rule({.what = sandbox::rule::effect::junk, .times = 1});
      step();
      state.how = how;
      state.commits_to_live = n;
      if (w.poll(state, config)) state.how = disk::death::none;
      w.move(world::interval);
      for (int i = 0; i < 3; ++i) {
        const auto j = step();
        const bool first = i == 0;
        for (const auto& a : last.seen.arrivals) EXPECT_TRUE(a.sequence != 1 || a.folder == "Junk");
        EXPECT_TRUE(j.verdict == verdict::up ||
                    (first && (j.verdict == verdict::junk || j.verdict == verdict::pending)))
            << i << ": " << j.summary;
      }
      EXPECT_EQ(in("Junk"), 0u);
      EXPECT_EQ(in("INBOX"), 1u);
      take();
    }
  }
}

class OtherFoldersByPop3 : public scene {
 protected:
  OtherFoldersByPop3() : scene(account_type::pop3) {}
};

TEST_F(OtherFoldersByPop3, ALostProbeSaysThatFoldersCannotBeSeen) {
  w.server->junk_recipient("*");
  step();
  const auto j = step();
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
  EXPECT_NE(j.on.advice.find("POP3 cannot see folders"), std::string::npos) << j.on.advice;
}

}  // namespace
}  // namespace watchpost::email_monitor::test
