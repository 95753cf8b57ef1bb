// The beginnings of messages that the matcher asks for: bounded, and read again before a removal.
#include "dialogue.h"

namespace watchpost::mail::pop3 {
namespace {

// Wants to see the beginning of what is a report; its body decides.
interest curious(const message_info& s) {
  if (!s.body.empty()) return s.body.find("our probe") != s.body.npos ? interest::ours : interest::body;
  return s.header.starts_with("Subject: report") ? interest::body : is_ours(s);
}

const std::string report = "  S: +OK\n  S: Subject: report\n  S:\n  S: .\n";
std::string whole_report(const std::string& text) {
  return "  S: +OK\n  S: Subject: report\n  S:\n  S: " + text + "\n  S: ..\n  S: .\n";
}

struct outcome {
  mailbox_scan seen;
  std::uint32_t removed = 0;
};

net::task<result<outcome>> scan_and_remove(net::network& net, access_settings how, position since,
                                           net::instant until, net::cancellation cancel, session_report& into,
                                           bool between) {
  const auto box = make_mailbox(net, std::move(how));
  outcome out;
  CO_TRY_AS(seen, co_await box->scan(since, curious, until, cancel, into));
  out.seen = seen;
  std::vector<std::string> ids;
  for (const auto& each : seen.matches) ids.push_back(each.id);
  if (between) co_await box->leave();
  CO_TRY_AS(gone, co_await box->remove(ids));
  out.removed = gone;
  co_return out;
}

result<outcome> done(pop3_client& c, position since, bool between = false) {
  const auto until = c.deadline();
  auto r = c.run([&](net::network& net, net::cancellation cancel, session_report& into) {
    return scan_and_remove(net, c.how(), since, until, cancel, into, between);
  });
  EXPECT_EQ(c.unexpected(), "");
  if (!r) expect_discreet(r.error());
  return r;
}

TEST(beginnings, are_read_for_the_matcher) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a", "b", "c", "d"}) + "C: TOP 2 0\n" + report +
                "C: TOP 3 0\n" + foreign + "C: TOP 4 0\n" + report + named(4, "d") + "C: TOP 2 800\n" +
                whole_report("hello") + "C: TOP 4 800\n" + whole_report("our probe") + named(4, "d") +
                "C: DELE 4\nS: +OK\nC: QUIT\nS: +OK\n");
  const auto r = done(c, known({"a"}));
  ASSERT_TRUE(r) << r.error();
  ASSERT_EQ(r->seen.matches.size(), 1U);
  EXPECT_EQ(r->seen.matches[0].id, "d");
  EXPECT_EQ(r->seen.matches[0].header, "Subject: report\r\n\r\n");
  EXPECT_EQ(r->seen.matches[0].body, "Subject: report\r\n\r\nour probe\r\n.\r\n");
  EXPECT_EQ(r->seen.read, 3U);
  EXPECT_EQ(r->seen.next, known({"a", "b", "c"}));
  EXPECT_EQ(r->removed, 1U);
}

TEST(beginnings, are_read_again_before_a_removal_in_another_session) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a"}) + "C: TOP 1 0\n" + report + named(1, "a") +
                "C: TOP 1 800\n" + whole_report("our probe") + named(1, "a") + "C: QUIT\nnext\n" + signed_in +
                "C: UIDL\n" + listing({"x", "a"}) + "C: TOP 2 0\n" + report + named(2, "a") +
                "C: TOP 2 800\n" + whole_report("another") + named(2, "a") + "C: QUIT\n");
  const auto r = done(c, known({}), true);
  ASSERT_TRUE(r) << r.error();
  EXPECT_EQ(r->removed, 0U);  // the unique-id stands for another message now
}

TEST(beginnings, of_messages_that_vanish_stay_unknown) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a", "b"}) + "C: TOP 1 0\n" + report + "C: TOP 2 0\n" +
                report + named(2, "b") + "C: TOP 1 800\nS: -ERR gone\nC: TOP 2 800\n" + whole_report("x") +
                named(2, "b") + "C: QUIT\n");
  const auto r = done(c, known({}));
  ASSERT_TRUE(r) << r.error();
  EXPECT_EQ(r->seen.next, known({"b"}));
}

TEST(beginnings, are_bounded_in_number) {
  std::string uidl = "  S: +OK\n";
  const auto each = [](int from, int to, const std::string& text, const std::string& command) {
    std::string lines;
    for (int i = from; i <= to; ++i) {
      const std::string n = std::to_string(i);
      lines += "  C: TOP " + n + command + "  C: UIDL " + n + "\n";
    }
    for (int i = from; i <= to; ++i) lines += text + naming(i, "id" + std::to_string(i));
    return lines;
  };
  for (int i = 1; i <= 30; ++i) uidl += "  S: " + std::to_string(i) + " id" + std::to_string(i) + "\n";
  pop3_client c(pipelining_server + auth_plain + "  C: UIDL\n  S: +OK welcome\n" + uidl + "  S: .\n" +
                each(1, 30, report, " 0\n") + each(1, 20, whole_report("our probe"), " 800\n") +
                "  C: QUIT\n");
  const auto until = c.deadline();
  const auto seen = c.run([&](net::network& net, net::cancellation cancel, session_report& into) {
    return [](net::network& with, access_settings how, net::instant by, net::cancellation stop,
              session_report& to) -> net::task<result<mailbox_scan>> {
      const auto box = make_mailbox(with, std::move(how));
      result<mailbox_scan> got = co_await box->scan(known({}), curious, by, stop, to);
      co_await box->leave();
      co_return got;
    }(net, c.how(), until, cancel, into);
  });
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(seen->matches.size(), max_bodies);
  EXPECT_EQ(seen->unread_bodies, 10U);
  EXPECT_EQ(seen->read, 30U);
  EXPECT_NE(seen->next, known({}));  // the ten are known all the same
}

TEST(beginnings, are_bounded_in_length) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a"}) + "C: TOP 1 0\n" + report + named(1, "a") +
                "C: TOP 1 800\nS: +OK\nS: Subject: report\nS:\nS: our probe\nrepeat 800 " +
                std::string(900, 'x') + "\nS: .\n" + named(1, "a") + "C: DELE 1\nS: +OK\nC: QUIT\nS: +OK\n");
  const auto r = done(c, known({}));
  ASSERT_TRUE(r) << r.error();
  ASSERT_EQ(r->seen.matches.size(), 1U);
  EXPECT_LE(r->seen.matches[0].body.size(), max_body);
  EXPECT_GT(r->seen.matches[0].body.size(), max_body - 1000);
  EXPECT_TRUE(r->seen.matches[0].body.ends_with("x\r\n"));
}

TEST(beginnings, refused_for_a_fault_of_the_server) {
  pop3_client c(signed_in + "C: UIDL\n" + listing({"a"}) + "C: TOP 1 0\n" + report + named(1, "a") +
                "C: TOP 1 800\nS: -ERR [SYS/TEMP] later\n");
  const auto r = done(c, known({}));
  ASSERT_TRUE(fails(r, stage::find, cause::temporary));
}

}  // namespace
}  // namespace watchpost::mail::pop3
