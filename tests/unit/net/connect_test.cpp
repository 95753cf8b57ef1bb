#include "mail/net/line_reader.h"
#include "support/scripted_server.h"

#include <gtest/gtest.h>

namespace watchpost::mail::net {
namespace {

using test::scripted_session;

task<result<std::string>> first_line(network& net, connect_options how, cancellation cancel,
                                     session_report& report) {
  auto wire = co_await connect(net, how, cancel, report);
  if (!wire) co_return wire.error();
  line_reader in{**wire};
  const auto line = co_await in.line();
  if (!line) co_return line.error();
  co_return std::string(*line);
}

connect_options clear(scripted_session& s) {
  return {
      .server = s.server(), .tls = tls_mode::none, .trust = {}, .connect_by = {}, .deadline = s.deadline()};
}

TEST(connect, reads_a_line) {
  scripted_session s("S: 220 mail.test\n");
  const auto got =
      s.run([&](auto& net, auto cancel, auto& report) { return first_line(net, clear(s), cancel, report); });
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(*got, "220 mail.test");
  EXPECT_EQ(s.report().flights, 2U);
  EXPECT_EQ(s.unexpected(), "");
}

TEST(connect, stalled_read_ends_at_the_deadline) {
  scripted_session s("stall\n");
  const instant deadline = s.deadline();
  const auto got =
      s.run([&](auto& net, auto cancel, auto& report) { return first_line(net, clear(s), cancel, report); });
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().why, cause::timeout);
  EXPECT_EQ(s.clock().now(), deadline);
}

}  // namespace
}  // namespace watchpost::mail::net
