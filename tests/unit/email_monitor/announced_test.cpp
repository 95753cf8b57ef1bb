// Mailboxes that announce messages and do not give them, now or ever: ours are not lost by it, others' are no
// fault.
#include "email_monitor/metrics.h"
#include "scripted_mailbox.h"

namespace watchpost::email_monitor::test {
namespace {

const std::string removed = "S: * 1 EXPUNGE\n";

class Announced : public scripted_mailbox {
 protected:
  static std::string tagged(int tag, const std::string& command) {
    return "C: w" + std::to_string(tag) + ' ' + command + "\n";
  }
  static std::string ok(int tag) { return "S: w" + std::to_string(tag) + " OK\n"; }
  static std::string selected_again(int tag, int exists, int next) {
    return tagged(tag, "SELECT INBOX") + "S: * " + std::to_string(exists) +
           " EXISTS\nS: * OK [UIDVALIDITY 5] v\nS: * OK [UIDNEXT " + std::to_string(next) + "] n\n" + ok(tag);
  }
};

TEST_F(Announced, BeforeAProbeIsLostTheNewestAreReadBehindASecondSelect) {
  const auto probe = send_probe();
  const auto j = poll(imap_opened(1, 8) + ok(2) + selected_again(3, 1, 8) + tagged(4, "FETCH 1:1 *") +
                      imap_fetched(1, 7, probe) + ok(4) + tagged(5, "UID STORE 7 *") +
                      tagged(6, "UID EXPUNGE 7") + ok(5) + removed + ok(6) + tagged(7, "LOGOUT"));
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_TRUE(last.seen.lost.empty());
  EXPECT_EQ(last.own_deleted, 1u);
}

TEST_F(Announced, AProbeThatIsGivenLaterIsFoundByTheNextPoll) {
  config.delivery_deadline = std::chrono::milliseconds(3 * interval);
  const auto probe = send_probe();
  auto j = poll(imap_opened(1, 8) + ok(2) + tagged(3, "LOGOUT"));
  EXPECT_EQ(j.verdict, verdict::pending) << j.summary;
  std::string script = imap_opened(1, 8) + imap_fetched(1, 7, probe) + ok(2) + tagged(3, "UID STORE 7 *") +
                       tagged(4, "UID EXPUNGE 7") + ok(3) + removed + ok(4) + tagged(5, "LOGOUT");
  script.replace(script.find("UID FETCH *"), 11, "UID FETCH 7,8:* *");
  j = poll(script);
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
}

TEST_F(Announced, AMessageOfSomebodyElseThatIsNotGivenIsAFactAndNoVerdict) {
  const auto probe = send_probe();
  const auto j = poll(imap_opened(2, 9) + imap_fetched(2, 8, probe) +
                      "S: w2 NO Some messages could not be FETCHed\n" + tagged(3, "UID FETCH 7:* (UID)") +
                      "S: * 1 FETCH (UID 7)\nS: * 2 FETCH (UID 8)\n" + ok(3) + tagged(4, "UID FETCH 7 *") +
                      "S: w4 NO Some messages could not be FETCHed\n" + tagged(5, "UID STORE 8 *") +
                      tagged(6, "UID EXPUNGE 8") + ok(5) + "S: * 2 EXPUNGE\n" + ok(6) + tagged(7, "LOGOUT"));
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
  EXPECT_EQ(j.state, WP_STATE_OK);
  EXPECT_EQ(book.position(), watchpost::test::read_to("5:9:7:8")) << "it is asked for again";
  const auto facts = make_result(last, config, due / 1000).facts;
  EXPECT_TRUE(std::any_of(facts.begin(), facts.end(), [](const auto& f) {
    return f.key == "mail.remark" &&
           f.value == "the server does not give some messages: Some messages could not be FETCHed";
  }));
}

TEST_F(Announced, ALossSaysWhatCouldNotBeRead) {
  send_probe();
  const std::string refused = " NO cannot\n";
  const auto j =
      poll(imap_opened(1, 8) + "S: w2" + refused + tagged(3, "UID FETCH 7:* (UID)") +
           "S: * 1 FETCH (UID 7)\n" + ok(3) + tagged(4, "UID FETCH 7 *") + "S: w4" + refused +
           selected_again(5, 1, 8) + tagged(6, "FETCH 1:1 *") + "S: w6" + refused +
           tagged(7, "FETCH 1:1 (UID)") + "S: * 1 FETCH (UID 7)\n" + ok(7) + tagged(8, "UID FETCH 7 *") +
           "S: w8" + refused + tagged(9, "LIST *") + ok(9) + tagged(10, "LOGOUT"));
  EXPECT_EQ(j.verdict, verdict::lost) << j.summary;
  EXPECT_NE(j.summary.find("the server does not give some messages: cannot"), std::string::npos) << j.summary;
}

class AnnouncedByPop3 : public scripted_mailbox {
 protected:
  AnnouncedByPop3() : scripted_mailbox(account_type::pop3) {}
};

TEST_F(AnnouncedByPop3, AnEmptyHeaderIsReadAgain) {
  config.delivery_deadline = std::chrono::milliseconds(3 * interval);
  const auto probe = send_probe();
  auto j = poll(pop3_opened({"a"}) + pop3_top(1, "\r\n\r\n") + pop3_named(1, "a") + "C: QUIT\n");
  EXPECT_EQ(j.verdict, verdict::pending) << j.summary;
  j = poll(pop3_opened({"a"}) + pop3_top(1, probe) + pop3_named(1, "a") +
           "C: DELE 1\nS: +OK\nC: QUIT\nS: +OK\n");
  EXPECT_EQ(j.verdict, verdict::up) << j.summary;
}

}  // namespace
}  // namespace watchpost::email_monitor::test
