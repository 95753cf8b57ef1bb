// Signing in with tokens: a stale one is replaced once.
#include "mail/oauth/source.h"

#include "support/memory_transport.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace watchpost::mail::oauth {
namespace {

// Hands out what it has, one after the other; the last again and again.
class pocket final : public source {
 public:
  explicit pocket(std::vector<access_token> all) : all_(std::move(all)) {}
  net::task<result<access_token>> token(net::instant, net::cancellation) override {
    ++asked;
    if (all_.empty()) {
      failure f;
      f.why = cause::refused;
      f.at = stage::sign_in;
      f.token = token_trouble::unobtainable;
      co_return f;
    }
    const access_token now = all_.front();
    if (all_.size() > 1) all_.erase(all_.begin());
    co_return now;
  }
  bool refused(const access_token& which) override {
    refusals += which.text.view();
    return !which.fresh;
  }
  int asked = 0;
  std::string refusals;

 private:
  std::vector<access_token> all_;
};

access_token stale(std::string_view text) { return {mail::secret(text), false}; }
access_token fresh(std::string_view text) { return {mail::secret(text), true}; }

// A mail server that takes one token only; "busy" makes it fail otherwise.
net::task<result<int>> sign_in(const access_token& with, std::string good, int& tries) {
  ++tries;
  if (with.text.view() == good) co_return tries;
  failure f;
  f.at = stage::sign_in;
  f.why = good == "busy" ? cause::busy : cause::credentials;
  co_return f;
}

struct outcome {
  result<int> end;
  int tries = 0;
};

outcome with(pocket& from, const std::string& good) {
  outcome out{0};
  out.end = test::finished(with_token(from, net::instant{}, net::cancellation{},
                                      [&](const access_token& t) { return sign_in(t, good, out.tries); }));
  return out;
}

TEST(with_token, needs_one_that_is_good) {
  pocket from({stale("a")});
  const outcome o = with(from, "a");
  EXPECT_TRUE(o.end);
  EXPECT_EQ(o.tries, 1);
  EXPECT_EQ(from.refusals, "");
}

TEST(with_token, replaces_a_stale_one_once) {
  pocket from({stale("a"), fresh("b")});
  const outcome o = with(from, "b");
  EXPECT_TRUE(o.end);
  EXPECT_EQ(o.tries, 2);
  EXPECT_EQ(from.refusals, "a");
}

TEST(with_token, does_not_insist) {
  for (const auto& all :
       {std::vector{fresh("a")}, {stale("a"), fresh("b")}, {stale("a"), stale("b"), stale("c")}}) {
    pocket from(all);
    const outcome o = with(from, "none");
    ASSERT_FALSE(o.end);
    EXPECT_EQ(o.end.error().token, token_trouble::refused);
    EXPECT_EQ(o.tries, all.size() > 1 ? 2 : 1);
  }
}

TEST(with_token, lets_other_failures_be) {
  pocket from({stale("a")});
  const outcome o = with(from, "busy");
  ASSERT_FALSE(o.end);
  EXPECT_EQ(o.end.error().token, token_trouble::none);
  EXPECT_EQ(o.tries, 1);
}

TEST(with_token, signs_in_with_nothing_less) {
  pocket from({});
  const outcome o = with(from, "a");
  ASSERT_FALSE(o.end);
  EXPECT_EQ(o.end.error().token, token_trouble::unobtainable);
  EXPECT_EQ(o.tries, 0);
}

}  // namespace
}  // namespace watchpost::mail::oauth
