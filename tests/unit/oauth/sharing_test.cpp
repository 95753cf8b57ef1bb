// Several monitors with the same client: one request for all, and each stores what the others may lose.
#include "token_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <gmock/gmock.h>

namespace watchpost::mail::oauth {
namespace {

using ::testing::HasSubstr;
using namespace boost::asio::experimental::awaitable_operators;

net::task<result<std::vector<std::string>>> both(source& a, source& b, net::instant until,
                                                 net::cancellation cancel) {
  const auto [first, second] = co_await (a.token(until, cancel) && b.token(until, cancel));
  std::vector<std::string> said;
  for (const auto* got : {&first, &second})
    said.push_back(*got ? std::string((*got)->text.view()) : to_string(got->error()));
  co_return said;
}

std::vector<std::string> ask_both(token_server& s, source& a, source& b) {
  return s
      .run([&](net::network&, net::cancellation cancel, session_report&) {
        return both(a, b, s.deadline(), cancel);
      })
      .value();
}

TEST(sharing, costs_one_request) {
  token_server s(refreshes + grants("a1", R"(,"refresh_token":"r2")"));
  s.with_refresh_token();
  notebook one, two;
  const auto a = s.join(one);
  const auto b = s.join(two);
  EXPECT_EQ(ask_both(s, *a, *b), (std::vector<std::string>{"a1", "a1"}));
  EXPECT_EQ(s.connections(), 1U);
  EXPECT_EQ(one.kept_text(), "r2");
  EXPECT_EQ(two.kept_text(), "r2");
}

TEST(sharing, costs_one_request_that_fails) {
  token_server s(asks + answers("", "503 Not Now"));
  notebook one, two;
  const auto a = s.join(one);
  const auto b = s.join(two);
  for (const auto& said : ask_both(s, *a, *b)) EXPECT_THAT(said, HasSubstr("503"));
  EXPECT_EQ(s.connections(), 1U);
}

TEST(sharing, does_not_mix_clients) {
  token_server s(
      asks + grants("a1") + "next\n" +
      request(std::string("grant_type=client_credentials&client_id=id&client_secret=&scope=mail").size() +
              secret.size()) +
      grants("b1"));
  notebook one, two;
  const auto a = s.join(one);
  EXPECT_EQ(s.asked(*a), "fresh a1");
  s.who.scope = "mail";
  const auto b = s.join(two);
  EXPECT_EQ(s.asked(*b), "fresh b1");
  EXPECT_EQ(s.asked(*a), "a1");
}

TEST(sharing, the_newest_stored_refresh_token_is_in_force) {
  token_server s(refreshes + grants("a1"));
  s.with_refresh_token();
  const std::string mine = fingerprint(s.who);
  notebook one, two, three;
  const auto a = s.join(one, to_record({mine, 10, mail::secret("r3")}));
  const auto b = s.join(two, to_record({mine, 20, mail::secret("r4")}));
  const auto c = s.join(three);
  EXPECT_EQ(s.asked(*a), "fresh a1");
  EXPECT_THAT(s.message(), HasSubstr("refresh_token=r4&"));
  EXPECT_EQ(one.kept_text(), "r4") << "who had an older one stores the newer";
  EXPECT_EQ(three.kept_text(), "r4");
}

TEST(sharing, who_left_is_told_no_more) {
  token_server s(refreshes + grants("a1", R"(,"refresh_token":"r2")"));
  s.with_refresh_token();
  notebook one, two;
  const auto a = s.join(one);
  const auto b = s.join(two);
  s.leave(*a);
  EXPECT_EQ(s.asked(*b), "fresh a1");
  EXPECT_EQ(one.calls, 0);
  EXPECT_EQ(two.kept_text(), "r2");
}

}  // namespace
}  // namespace watchpost::mail::oauth
