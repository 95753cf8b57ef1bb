#include "client.h"
#include "mail/net/guard.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace watchpost::mail::net {
namespace {

using namespace std::chrono_literals;
using test::scripted_session;

void expect_cancelled(const std::string& script, tls_mode mode, stage at) {
  scripted_session s(script);
  const instant before = s.clock().now();
  connect_options how = options_for(s);
  how.tls = mode;
  const auto got = read_line(s, how);
  ASSERT_TRUE(fails(got, cause::cancelled)) << script;
  EXPECT_EQ(got.error().at, at) << script;
  EXPECT_EQ(s.clock().now(), before) << script;
}

TEST(cancel, works_at_each_point) {
  expect_cancelled("literal 1\ncancel\nstall\n", tls_mode::implicit, stage::tls);
  expect_cancelled("raw: 220 half a li\ncancel\nstall\n", tls_mode::none, stage::greeting);
  expect_cancelled("tls\ncancel\nstall\n", tls_mode::implicit, stage::greeting);
  expect_cancelled("tls\nraw: * OK\ncancel\nstall\n", tls_mode::implicit, stage::greeting);
}

TEST(cancel, works_before_the_start) {
  scripted_session s("S: hello\n");
  const auto got = s.run([&](network& net, cancellation cancel, session_report& report) {
    cancel.raise();
    return first_line(net, options_for(s), cancel, report);
  });
  ASSERT_TRUE(fails(got, cause::cancelled));
  EXPECT_EQ(s.connections(), 0U);
}

TEST(cancel, ends_a_wait) {
  scripted_session s("");
  const instant before = s.clock().now();
  const auto got = s.run([&](network& net, cancellation cancel, session_report&) -> task<result<void>> {
    cancel.raise();
    co_return co_await wait_until(net, before + 1h, cancel);
  });
  ASSERT_TRUE(fails(got, cause::cancelled));
}

TEST(cancel, may_be_raised_again_and_after_the_end) {
  cancellation c;
  int called = 0;
  {
    const cancel_hook one(c, [&] { ++called; });
    auto two = std::make_unique<cancel_hook>(c, [&] { called += 10; });
    two.reset();
    c.raise();
    c.raise();
  }
  c.raise();
  EXPECT_EQ(called, 1);
  EXPECT_TRUE(c.raised());
}

TEST(cancel, survives_hooks_that_go_while_it_is_raised) {
  cancellation c;
  std::unique_ptr<cancel_hook> later;
  later = std::make_unique<cancel_hook>(c, [] { FAIL() << "gone by then"; });
  const cancel_hook first(c, [&] { later.reset(); });
  c.raise();
  EXPECT_EQ(later, nullptr);
}

}  // namespace
}  // namespace watchpost::mail::net
