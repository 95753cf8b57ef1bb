#include "test_client.h"

#include <gtest/gtest.h>

namespace watchpost::sandbox {
namespace {

constexpr const char* sample = "Subject: hi\r\n\r\nbody\r\n";

struct Imap : testing::Test {
  std::unique_ptr<server> mail = start_sandbox();

  // Signed in as alice with INBOX selected.
  std::unique_ptr<test_client> open(const char* select = "SELECT INBOX") {
    auto link = std::make_unique<test_client>(mail->ports().imap);
    link->line();
    link->ask("a LOGIN alice@sandbox.test secret\r\n", "a OK");
    link->ask("b " + std::string(select) + "\r\n", "b ");
    return link;
  }
};

TEST_F(Imap, Greeting) {
  test_client link(mail->ports().imap);
  const std::string greeting = link.line();
  for (const char* word : {"* OK [CAPABILITY IMAP4rev1", "LITERAL+", "SASL-IR", "UIDPLUS", "IDLE", "MOVE",
                           "STARTTLS", "AUTH=SCRAM-SHA-256", "AUTH=PLAIN"}) {
    EXPECT_NE(greeting.find(word), std::string::npos) << word;
  }
  link.ask("a STARTTLS\r\n", "a OK");
  ASSERT_TRUE(link.start_tls(mail->ca_pem()));
  EXPECT_EQ(link.ask("b CAPABILITY\r\n", "b OK").find("STARTTLS"), std::string::npos);
  EXPECT_TRUE(link.ask("c AUTHENTICATE PLAIN AGJvYgBidWlsZGVy\r\n", "c ").starts_with("c OK [CAPABILITY"));
  EXPECT_TRUE(link.ask("d LOGOUT\r\n", "d ").starts_with("* BYE"));
  EXPECT_TRUE(link.at_end());
}

TEST_F(Imap, PipelinedFlight) {
  mail->inject(alice, sample);
  test_client link(mail->ports().imap_tls, mail->ca_pem());
  link.say(
      "1 LOGIN {18+}\r\nalice@sandbox.test {6+}\r\nsecret\r\n2 SELECT INBOX\r\n"
      "3 UID FETCH 1:* (UID BODY.PEEK[HEADER.FIELDS (Subject)])\r\n"
      "4 UID STORE 1 +FLAGS.SILENT (\\Deleted)\r\n5 UID EXPUNGE 1\r\n6 LOGOUT\r\n");
  const std::string all = link.until("6 ");
  EXPECT_NE(all.find("* 1 FETCH (UID 1 BODY[HEADER.FIELDS (Subject)] {15}\nSubject: hi\n\n)\n3 OK"),
            std::string::npos)
      << all;
  EXPECT_NE(all.find("4 OK Done\n* 1 EXPUNGE\n5 OK"), std::string::npos) << all;
  EXPECT_TRUE(mail->messages(alice).empty());
}

TEST_F(Imap, SynchronisingLiterals) {
  test_client link(mail->ports().imap);
  link.line();
  EXPECT_EQ(link.ask("a LOGIN {18}\r\n", ""), "+ Ready");
  EXPECT_EQ(link.ask("alice@sandbox.test {6}\r\n", ""), "+ Ready");
  EXPECT_TRUE(link.ask("secret\r\n", "").starts_with("a OK"));
  EXPECT_TRUE(link.ask("b APPEND INBOX {99999999}\r\n", "").starts_with("b NO [TOOBIG]"));
  EXPECT_TRUE(
      link.ask("c LOGIN {9000+}\r\n" + std::string(9000, 'x') + " y\r\n", "").starts_with("c NO [TOOBIG]"));
  EXPECT_TRUE(link.ask(std::string(9000, 'x') + "\r\n", "").starts_with("* BAD"));
  EXPECT_TRUE(link.ask("d NOOP\r\n", "").starts_with("d OK"));
}

TEST_F(Imap, UnseenChangesAreTold) {
  mail->inject(alice, sample);
  mail->inject(alice, sample);
  const auto link = open();
  mail->set_flags(alice, 2, {"\\Flagged"});
  EXPECT_EQ(link->ask("c NOOP\r\n", "c "), "* 2 FETCH (UID 2 FLAGS (\\Flagged))\nc OK Done");
  mail->remove(alice, 1);
  mail->inject(alice, sample);
  EXPECT_EQ(link->ask("d FETCH 1:* UID\r\n", "d "),
            "* 2 FETCH (UID 2)\n* 3 EXISTS\nd OK Done");  // the numbers stay during FETCH
  EXPECT_EQ(link->ask("e NOOP\r\n", "e "), "* 1 EXPUNGE\ne OK Done");
  EXPECT_EQ(link->ask("f SEARCH ALL\r\n", "f "), "* SEARCH 1 2\nf OK Done");
  mail->remove(alice, 3);
  mail->inject(alice, sample);
  EXPECT_EQ(link->ask("g UID SEARCH ALL\r\n", "g "), "* SEARCH 2\n* 2 EXPUNGE\n* 2 EXISTS\ng OK Done");
  mail->reset_folder(alice);
  EXPECT_TRUE(link->ask("h NOOP\r\n", "h ").starts_with("* BYE"));
}

TEST_F(Imap, SeenOnlyWithoutPeek) {
  mail->inject(alice, sample);
  const auto link = open();
  link->ask("c FETCH 1 BODY.PEEK[]\r\n", "c ");
  EXPECT_TRUE(mail->messages(alice)[0].flags.empty());
  EXPECT_TRUE(link->ask("d FETCH 1 BODY[TEXT]\r\n", "d ")
                  .starts_with("* 1 FETCH (BODY[TEXT] {6}\nbody\n FLAGS (\\Seen))"));
  EXPECT_EQ(mail->messages(alice)[0].flags, std::vector<std::string>{"\\Seen"});
}

TEST_F(Imap, ReadOnlyFolder) {
  mail->inject(alice, sample);
  const auto link = open("EXAMINE INBOX");
  EXPECT_TRUE(link->ask("c STORE 1 +FLAGS (\\Deleted)\r\n", "c ").starts_with("c NO [READ-ONLY]"));
  link->ask("d FETCH 1 BODY[]\r\n", "d ");
  link->ask("e CLOSE\r\n", "e OK");
  EXPECT_TRUE(mail->messages(alice)[0].flags.empty());
}

TEST_F(Imap, CloseExpungesAndUnselectDoesNot) {
  mail->inject(alice, sample, "INBOX", {"\\Deleted"});
  const auto link = open();
  link->ask("c UNSELECT\r\n", "c OK");
  EXPECT_EQ(mail->messages(alice).size(), 1U);
  link->ask("d SELECT INBOX\r\n", "d OK");
  EXPECT_EQ(link->ask("e CLOSE\r\n", "e "), "e OK Closed");
  EXPECT_TRUE(mail->messages(alice).empty());
}

TEST_F(Imap, CopyMoveAppend) {
  mail->inject(alice, sample, "INBOX", {"\\Flagged"});
  const auto link = open();
  EXPECT_NE(link->ask("c UID COPY 1 Junk\r\n", "c ").find("c OK [COPYUID "), std::string::npos);
  EXPECT_NE(link->ask("d MOVE 1 Junk\r\n", "d ").find(" 1 2] Moved\n* 1 EXPUNGE\nd OK"), std::string::npos);
  EXPECT_TRUE(mail->messages(alice).empty());
  ASSERT_EQ(mail->messages(alice, "Junk").size(), 2U);
  EXPECT_EQ(mail->messages(alice, "Junk")[1].flags, std::vector<std::string>{"\\Flagged"});
  EXPECT_TRUE(link->ask("e COPY 1 Nowhere\r\n", "e ").starts_with("e NO [TRYCREATE]"));
  const std::string appended =
      link->ask("f APPEND INBOX (\\Seen) \"01-Jan-2026 00:00:00 +0000\" {4+}\r\nx\r\ny\r\n", "f ");
  EXPECT_NE(appended.find("* 1 EXISTS\nf OK [APPENDUID "), std::string::npos) << appended;
}

TEST_F(Imap, ListsFolders) {
  const auto link = open();
  EXPECT_EQ(
      link->ask("c LIST \"\" *\r\n", "c "),
      "* LIST (\\HasNoChildren) \"/\" \"INBOX\"\n* LIST (\\HasNoChildren \\Junk) \"/\" \"Junk\"\nc OK Done");
  EXPECT_EQ(link->ask("d LIST (SPECIAL-USE) \"\" \"*\" RETURN (SPECIAL-USE)\r\n", "d "),
            "* LIST (\\HasNoChildren \\Junk) \"/\" \"Junk\"\nd OK Done");
  EXPECT_EQ(link->ask("e STATUS INBOX (MESSAGES UIDNEXT)\r\n", "e "),
            "* STATUS \"INBOX\" (MESSAGES 0 UIDNEXT 1)\ne OK Done");
}

TEST_F(Imap, SavedSearch) {
  for (int i = 0; i < 4; ++i) mail->inject(alice, sample);
  const auto link = open();
  link->say("c UID SEARCH RETURN (SAVE) UID 2:3\r\nd UID FETCH $ UID\r\n");
  EXPECT_EQ(link->until("d "), "c OK Saved\n* 2 FETCH (UID 2)\n* 3 FETCH (UID 3)\nd OK Done");
  EXPECT_EQ(link->ask("e UID SEARCH RETURN (MIN MAX COUNT ALL) ALL\r\n", "e "),
            "* ESEARCH (TAG \"e\") UID MIN 1 MAX 4 ALL 1:4 COUNT 4\ne OK Done");
}

TEST_F(Imap, IdleTellsOfNewMail) {
  const auto link = open();
  EXPECT_EQ(link->ask("c IDLE\r\n", ""), "+ idling");
  mail->inject(alice, sample);
  EXPECT_EQ(link->line(), "* 1 EXISTS");
  mail->remove(alice, 1);
  EXPECT_EQ(link->line(), "* 1 EXPUNGE");
  EXPECT_EQ(link->ask("DONE\r\n", ""), "c OK Done");
}

TEST_F(Imap, IdleOverTls) {
  test_client link(mail->ports().imap_tls, mail->ca_pem());
  link.ask("a LOGIN alice@sandbox.test secret\r\nb SELECT INBOX\r\nc IDLE\r\n", "+ idling");
  for (std::size_t i = 1; i <= 50; ++i) mail->inject(alice, sample);
  EXPECT_TRUE(link.until("* 50 EXISTS").ends_with("* 50 EXISTS"));
  EXPECT_TRUE(link.ask("DONE\r\nd LOGOUT\r\n", "d OK").ends_with("d OK Done"));
}

TEST_F(Imap, RefusesNonsense) {
  test_client link(mail->ports().imap);
  link.line();
  for (const char* bad : {"a SELECT INBOX\r\n", "a\r\n", "\r\n", "a LOGIN x\r\n", "a UID NOOP\r\n",
                          "a NOOP\n", "a FETCH 1 UID\r\n"}) {
    const std::string answer = link.ask(bad, "");
    EXPECT_NE(answer.find(" BAD "), std::string::npos) << bad << answer;
  }
  EXPECT_TRUE(link.ask("a LOGIN alice@sandbox.test no\r\n", "").starts_with("a NO [AUTHENTICATIONFAILED]"));
  link.ask("a LOGIN alice@sandbox.test secret\r\nb SELECT INBOX\r\n", "b OK");
  for (const char* bad : {"a FETCH x UID\r\n", "a FETCH 1 ENVELOPE\r\n", "a SEARCH FOO\r\n",
                          "a STORE 1 +X (\\Seen)\r\n", "a STORE 1 FLAGS (\\Foo)\r\n", "a FETCH 1\r\n"}) {
    EXPECT_NE(link.ask(bad, "a ").find("a BAD "), std::string::npos) << bad;
  }
}

TEST(ImapWithout, MissingCapabilitiesAreRefused) {
  const auto mail = start_sandbox({.without = {"UIDPLUS", "MOVE", "IDLE", "LITERAL+", "SASL-IR"}});
  test_client link(mail->ports().imap);
  const std::string greeting = link.line();
  for (const char* gone : {"UIDPLUS", "MOVE", "IDLE", "LITERAL+", "SASL-IR"})
    EXPECT_EQ(greeting.find(gone), std::string::npos);
  link.ask("a AUTHENTICATE PLAIN AGJvYgBidWlsZGVy\r\n", "a BAD");
  link.ask("a AUTHENTICATE PLAIN\r\n", "+ ");
  link.ask("AGJvYgBidWlsZGVy\r\nb SELECT INBOX\r\n", "b OK");
  for (const char* bad : {"c UID EXPUNGE 1\r\n", "c MOVE 1 Junk\r\n", "c IDLE\r\n"}) {
    EXPECT_EQ(link.ask(bad, "c "), "c BAD Unknown command");
  }
}

}  // namespace
}  // namespace watchpost::sandbox
