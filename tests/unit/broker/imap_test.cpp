// Two users of an IMAP account: the open session is handed on.
#include "support/imap_position.h"
#include "visitors.h"

namespace watchpost::mail::test_broker {
namespace {

const std::string imap_signed_in = R"(
  S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready
  C: w0 AUTHENTICATE PLAIN *
  C: w1 SELECT INBOX
  C: w2 UID FETCH 7:* *
  S: w0 OK [CAPABILITY IMAP4rev1 UIDPLUS] welcome
  S: * 2 EXISTS
  S: * OK [UIDVALIDITY 5] valid
  S: * OK [UIDNEXT 9] next
  S: w1 OK [READ-WRITE] selected
)";

std::string fetched(int number, int uid, const std::string& name) {
  return "S: * " + std::to_string(number) + " FETCH (UID " + std::to_string(uid) +
         " INTERNALDATE \"01-Jan-1970 00:01:00 +0000\" BODY[HEADER.FIELDS (X-PROBE)] {" +
         std::to_string(std::string("X-Probe: \r\n\r\n").size() + name.size()) + "}\nS: X-Probe: " + name +
         "\nS:\nS: )\n";
}

struct Account : ::testing::Test {
  visitor one{.name = "one", .since = test::read_to("5:7")},
      two{.name = "two", .since = test::read_to("5:7")};
};

TEST_F(Account, IsHandedOnWithItsOpenSession) {
  server s(imap_signed_in + fetched(1, 7, "one") + fetched(2, 8, "two") + R"(
    S: w2 OK fetched
    C: w3 UID STORE 7 +FLAGS.SILENT (\Deleted)
    C: w4 UID EXPUNGE 7
    S: w3 OK marked
    S: * 1 EXPUNGE
    S: w4 OK gone
    C: w5 NOOP
    S: w5 OK
    C: w6 UID FETCH 7:* *
)" + fetched(1, 8, "two") +
           R"(
    S: w6 OK fetched
    C: w7 UID STORE 8 +FLAGS.SILENT (\Deleted)
    C: w8 UID EXPUNGE 8
    S: w7 OK marked
    S: * 1 EXPUNGE
    S: w8 OK gone
    C: w9 LOGOUT
  )");
  s.serve(false, one, two);
  for (const auto* who : {&one, &two}) {
    ASSERT_TRUE(who->removed && *who->removed) << s.transcript();
    EXPECT_EQ(**who->removed, 1u);
    EXPECT_GT(who->report.flights, 0u);
  }
  EXPECT_EQ(s.connections(), 1u);
  EXPECT_GT(one.report.total(stage::sign_in).count(), 0);
  EXPECT_EQ(two.report.total(stage::sign_in).count(), 0) << "the time of the sign-in is the first one's";
  EXPECT_EQ(two.report.mechanism, "PLAIN");
}

TEST_F(Account, AnUnreachableServerIsAskedOnceForAll) {
  server s(R"(
    S: * BYE [UNAVAILABLE] later
    close
  )");
  s.serve(false, one, two);
  for (const auto* who : {&one, &two}) {
    ASSERT_TRUE(who->seen && !*who->seen);
    EXPECT_EQ(who->seen->error().why, cause::busy);
  }
  EXPECT_EQ(s.connections(), 1u);
}

// It had hung up between the two: the second one signs in by itself.
TEST_F(Account, ASessionThatIsGoneIsReplaced) {
  server s(imap_signed_in + fetched(2, 8, "x") + "S: w2 OK fetched\nclose\nnext\n" + imap_signed_in +
           fetched(2, 8, "x") + "S: w2 OK fetched\nC: w3 LOGOUT\n");
  s.serve(false, one, two);
  for (const auto* who : {&one, &two}) ASSERT_TRUE(who->seen && *who->seen) << s.transcript();
  EXPECT_EQ(s.connections(), 2u);
}

}  // namespace
}  // namespace watchpost::mail::test_broker
