// Waiting for news: IDLE where there is one, sleep elsewhere.
#include "dialogue.h"

namespace watchpost::mail::imap {
namespace {

using namespace std::chrono_literals;

struct waited {
  mailbox_scan seen;
  std::chrono::milliseconds slept{0};
};

// Scans and waits; `again`: scans once more from there.
net::task<result<waited>> wait(imap_client::context& c, std::chrono::milliseconds for_at_most, bool again) {
  CO_TRY(co_await c.scan(read_to("5:7")));
  const net::instant from = c.net.time().now();
  CO_TRY(co_await c.box.wait_for_news(from + for_at_most));
  waited out;
  out.slept = c.net.time().now() - from;
  if (again) {
    CO_TRY_AS(second, co_await c.scan(read_to("5:9")));
    out.seen = second;
  }
  co_await c.box.leave();
  co_return out;
}

result<waited> waits_and_scans(imap_client& c, std::chrono::milliseconds for_at_most = 20s) {
  return c.use<waited>([=](imap_client::context& with) { return wait(with, for_at_most, true); });
}

result<waited> only_waits(imap_client& c, std::chrono::milliseconds for_at_most = 20s) {
  return c.use<waited>([=](imap_client::context& with) { return wait(with, for_at_most, false); });
}

const std::string idle = "C: w3 IDLE\nS: + idling\n";
const std::string news = "S: * 4 EXISTS\nS: * 1 RECENT\n";

TEST(idle, ends_at_news_and_the_next_scan_rides_behind_it) {
  imap_client c(looked + idle + news + "C: DONE\n" + fetch_from(9, "w4") + "S: w3 OK done\n" +
                message(4, 9, true) + "S: w4 OK\nC: w5 LOGOUT\n");
  const auto done = waits_and_scans(c);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(done->seen.matches.size(), 1U);
  EXPECT_EQ(done->seen.next, read_to("5:10:9"));
  EXPECT_EQ(done->slept, 0ms);
}

TEST(idle, ends_in_time) {
  imap_client c(looked + idle + "C: DONE\nS: w3 OK done\nC: w4 NOOP\nS: w4 OK\n" + fetch_from(9, "w5") +
                "S: w5 OK\nC: w6 LOGOUT\n");
  const auto done = waits_and_scans(c, 7s);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(done->slept, 7s);
}

TEST(idle, news_that_cross_the_end) {
  imap_client c(looked + idle + "C: DONE\n" + news + "S: w3 OK done\nC: w4 NOOP\nS: w4 OK\n" +
                fetch_from(9, "w5") + message(4, 9, true) + "S: w5 OK\nC: w6 LOGOUT\n");
  const auto done = waits_and_scans(c, 7s);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(done->seen.matches.size(), 1U);
}

TEST(idle, other_data_is_no_news) {
  imap_client c(looked + idle +
                "S: * OK still here\nS: * 2 FETCH (FLAGS (\\Seen))\nS: * 1 EXPUNGE\nS: * 0 RECENT\n" +
                "C: DONE\nS: w3 OK done\nC: w4 LOGOUT\n");
  const auto done = only_waits(c, 7s);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(done->slept, 7s);
}

TEST(idle, news_before_it_begins) {
  std::string script = looked;
  script.insert(script.rfind("S: w2 OK"), "S: * 4 EXISTS\n");
  imap_client c(script + "C: w3 LOGOUT\n");
  const auto done = only_waits(c);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
}

TEST(idle, removal_ends_it) {
  imap_client c(looked + idle + news + "C: DONE\nS: w3 OK\nC: w4 UID STORE 8 *\nC: w5 UID EXPUNGE 8\n" +
                "S: w4 OK\nS: * 3 EXPUNGE\nS: w5 OK\nC: w6 LOGOUT\n");
  const auto work = [](imap_client::context& with) -> net::task<result<std::uint32_t>> {
    CO_TRY(co_await with.scan(read_to("5:7")));
    CO_TRY(co_await with.box.wait_for_news(with.net.time().now() + 5s));
    std::vector<std::string> ids{"8"};
    result<std::uint32_t> gone = co_await with.box.remove(ids);
    co_return gone;
  };
  const auto gone = c.use<std::uint32_t>(work);
  ASSERT_TRUE(gone) << gone.error();
  EXPECT_EQ(*gone, 1U);
  EXPECT_EQ(c.unexpected(), "");
}

TEST(idle, leaving_ends_it) {
  imap_client c(looked + idle + news + "C: DONE\nC: w4 LOGOUT\n");
  const auto done = only_waits(c);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
}

TEST(idle, refused_is_replaced_by_sleep) {
  for (const std::string answer : {"NO not now", "BAD unknown", "OK done already"}) {
    imap_client c(looked + "C: w3 IDLE\nS: w3 " + answer + "\nC: w4 LOGOUT\n");
    const auto done = only_waits(c);
    ASSERT_TRUE(done) << done.error();
    EXPECT_EQ(c.unexpected(), "");
    EXPECT_EQ(done->slept, 2s);
  }
}

TEST(idle, not_offered_is_replaced_by_sleep) {
  std::string script = looked;
  script.replace(script.find(" IDLE"), 5, "");
  imap_client c(script + "C: w3 NOOP\nS: w3 OK\n" + fetch_from(9, "w4") + "S: w4 OK\nC: w5 LOGOUT\n");
  const auto done = waits_and_scans(c);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(done->slept, 2s);
}

TEST(idle, server_that_hangs_up_is_asked_anew) {
  for (const std::string end : {"S: * BYE Autologout\nclose\n", "close\n", "reset\n"}) {
    imap_client c(looked + idle + end + "next\n" + hello + auth + select + fetch_from(9) + in +
                  selected(3, 9) + "S: w2 OK\nC: w3 LOGOUT\n");
    const auto done = waits_and_scans(c);
    ASSERT_TRUE(done) << end << done.error();
    EXPECT_EQ(c.unexpected(), "") << end;
    EXPECT_EQ(done->slept, 2s) << end;
  }
}

TEST(idle, garbage_is_a_failure) {
  for (const std::string line : {"w7 OK what", "w3 OK too early", "+ again", "garbage"}) {
    imap_client c(looked + idle + "S: " + line + "\n");
    const auto done = only_waits(c);
    if (line == "+ again") continue;  // some servers do
    ASSERT_TRUE(fails(done, cause::protocol)) << line;
    EXPECT_EQ(c.unexpected(), "") << line;
  }
}

TEST(idle, silent_end_is_bounded_by_the_deadline) {
  imap_client c(looked + idle + "C: DONE\nstall\n");
  const auto done = only_waits(c, 7s);
  ASSERT_TRUE(fails(done, cause::timeout));
}

TEST(idle, is_renewed_before_29_minutes) {
  imap_client c(looked + idle +
                "C: DONE\nS: w3 OK\nC: w4 IDLE\nS: + idling\nC: DONE\nS: w4 OK\nC: w5 LOGOUT\n");
  const auto begun = c.clock().now();
  const auto work = [](imap_client::context& with) -> net::task<result<void>> {
    CO_TRY(co_await with.box.scan(read_to("5:7"), is_ours, with.deadline + 2h, with.cancel, with.report));
    const result<void> waited = co_await with.box.wait_for_news(with.net.time().now() + 40min);
    co_await with.box.leave();
    co_return waited;
  };
  const auto done = c.use<void>(work);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(c.unexpected(), "");
  EXPECT_EQ(c.clock().now() - begun, 40min);
}

TEST(idle, is_cancelled) {
  imap_client c(looked + idle + "cancel\nstall\n");
  const auto done = only_waits(c);
  ASSERT_TRUE(fails(done, cause::cancelled));
}

TEST(waiting, without_a_scan_is_a_fault_of_ours) {
  imap_client c("");
  const auto done =
      c.use<void>([](imap_client::context& with) { return with.box.wait_for_news(with.deadline); });
  ASSERT_TRUE(fails(done, cause::internal));
}

}  // namespace
}  // namespace watchpost::mail::imap
