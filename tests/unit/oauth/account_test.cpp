// One client's tokens over time: used while they are good, replaced before their end, refresh tokens kept.
#include "support/failures.h"
#include "token_server.h"

#include <gmock/gmock.h>

namespace watchpost::mail::oauth {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST(account, asks_once_while_the_token_is_good) {
  token_server s(asks + grants("a1", R"(,"expires_in":3600)") + "next\n" + asks +
                 grants("a2", R"(,"expires_in":3600)"));
  notebook book;
  const auto from = s.join(book);
  EXPECT_EQ(s.asked(*from), "fresh a1");
  s.clock().advance(3600s - renewal_margin - 1s);
  EXPECT_EQ(s.asked(*from), "a1");
  s.clock().advance(1s);
  EXPECT_EQ(s.asked(*from), "fresh a2");
  EXPECT_EQ(s.unexpected(), "");
}

TEST(account, renews_a_short_lived_token_in_its_last_tenth) {
  token_server s(asks + grants("a1", R"(,"expires_in":100)") + "next\n" + asks + grants("a2"));
  notebook book;
  const auto from = s.join(book);
  EXPECT_EQ(s.asked(*from), "fresh a1");
  s.clock().advance(89s);
  EXPECT_EQ(s.asked(*from), "a1");
  s.clock().advance(1s);
  EXPECT_EQ(s.asked(*from), "fresh a2");
  s.clock().advance(untold_lifetime);
  EXPECT_EQ(s.connections(), 2U);
}

TEST(account, uses_a_token_without_a_future_once) {
  token_server s(asks + grants("a1", R"(,"expires_in":0)") + "next\n" + asks + grants("a2"));
  notebook book;
  const auto from = s.join(book);
  EXPECT_EQ(s.asked(*from), "fresh a1");
  EXPECT_EQ(s.asked(*from), "fresh a2");
}

TEST(account, forgets_a_refused_token) {
  token_server s(asks + grants("a1") + "next\n" + asks + grants("a2"));
  notebook book;
  const auto from = s.join(book);
  const auto first = s.ask(*from);
  ASSERT_TRUE(first);
  EXPECT_FALSE(from->refused(*first)) << "a new token that is refused leaves no hope";
  const auto second = s.ask(*from);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->text.view(), "a2");
  EXPECT_TRUE(from->refused({first->text, false})) << "there is a newer one";
  EXPECT_EQ(s.asked(*from), "a2");
}

TEST(account, keeps_a_replaced_refresh_token_before_it_is_used) {
  token_server s(refreshes + grants("a1", R"(,"refresh_token":"r2","expires_in":0)") + "next\n" + refreshes +
                 grants("a2"));
  s.with_refresh_token();
  notebook book;
  const auto from = s.join(book);
  EXPECT_EQ(s.asked(*from), "fresh a1");
  EXPECT_EQ(book.kept_text(), "r2");
  EXPECT_EQ(s.asked(*from), "fresh a2");
  EXPECT_THAT(s.message(), HasSubstr("refresh_token=r2&"));
  EXPECT_EQ(book.calls, 1) << "a token that stays the same is not stored again";
}

TEST(account, goes_on_with_the_stored_refresh_token) {
  token_server s(refreshes + grants("a1", R"(,"refresh_token":"r2")") + "next\n" + refreshes + grants("a2"));
  s.with_refresh_token();
  notebook book;
  {
    const auto from = s.join(book);
    EXPECT_EQ(s.asked(*from), "fresh a1");
    s.leave(*from);
  }
  const auto from = s.join(book, book.latest());
  EXPECT_EQ(s.asked(*from), "fresh a2");
  EXPECT_THAT(s.message(), HasSubstr("refresh_token=r2&"));
}

TEST(account, drops_the_stored_one_when_another_is_configured) {
  token_server s(refreshes + grants("a1"));
  s.with_refresh_token();
  client other = s.who;
  other.refresh_token = mail::secret("r0");
  const kept_token old{fingerprint(other), 5, mail::secret("r9")};
  notebook book;
  EXPECT_EQ(s.asked(*s.join(book, to_record(old))), "fresh a1");
  EXPECT_THAT(s.message(), HasSubstr("refresh_token=r1&"));
}

TEST(account, tries_again_to_store_what_could_not_be_stored) {
  token_server s(refreshes + grants("a1", R"(,"refresh_token":"r2")"));
  s.with_refresh_token();
  notebook book;
  book.fault = "disk full";
  const auto from = s.join(book);
  EXPECT_EQ(s.asked(*from), "fresh a1");
  EXPECT_EQ(book.calls, 1);
  book.fault.clear();
  EXPECT_EQ(s.asked(*from), "a1");
  EXPECT_EQ(book.kept_text(), "r2");
  EXPECT_EQ(s.asked(*from), "a1");
  EXPECT_EQ(book.calls, 2);
  EXPECT_EQ(s.unexpected(), "");
}

TEST(account, stores_a_new_refresh_token_though_nobody_waits_any_more) {
  token_server s(refreshes + "cancel\n" + grants("a1", R"(,"refresh_token":"r2")"));
  s.with_refresh_token();
  notebook book;
  const auto from = s.join(book);
  const auto got = s.ask(*from);
  ASSERT_TRUE(fails(got, cause::cancelled));
  s.leave(*from);
  EXPECT_EQ(book.kept_text(), "r2");
}

TEST(account, waits_for_nothing_when_nothing_can_be_lost) {
  token_server s(asks + "cancel\nstall\n");
  notebook book;
  const auto from = s.join(book);
  const auto before = s.clock().now();
  EXPECT_FALSE(s.ask(*from));
  s.leave(*from);
  EXPECT_EQ(s.clock().now(), before);
}

TEST(account, gives_up_by_the_deadline_of_who_asks) {
  token_server s(asks + "stall\n");
  notebook book;
  const auto from = s.join(book);
  const auto until = s.clock().now() + 2s;
  const auto got = s.run(
      [&](net::network&, net::cancellation cancel, session_report&) { return from->token(until, cancel); });
  ASSERT_TRUE(fails(got, cause::timeout));
  EXPECT_EQ(s.clock().now(), until);
  s.leave(*from);
}

}  // namespace
}  // namespace watchpost::mail::oauth
