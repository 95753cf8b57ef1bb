#include "client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/socket.h>

namespace watchpost::mail::net {
namespace {

using namespace std::chrono_literals;
using test::scripted_session;
using ::testing::StartsWith;

TEST(connect, reads_a_line) {
  scripted_session s("S: 220 mail.test\n");
  const auto got = read_line(s);
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(*got, "220 mail.test");
  EXPECT_EQ(s.unexpected(), "");
}

TEST(connect, reports_address_flights_and_stages) {
  scripted_session s("S: 220 mail.test\nC: one\nC: two\nS: reply\n");
  const auto got =
      s.run([&](network& net, cancellation cancel, session_report& report) -> task<result<void>> {
        CO_TRY_AS(wire, co_await connect(net, options_for(s), cancel, report));
        line_reader in{*wire};
        CO_TRY(co_await in.line());
        wire->at(stage::capabilities);
        CO_TRY(co_await wire->write("one\r\n"));
        CO_TRY(co_await wire->write("two\r\n"));
        CO_TRY_AS(reply, co_await in.line());
        EXPECT_EQ(reply, "reply");
        EXPECT_FALSE(wire->secure());
        co_return result<void>{};
      });
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(s.report().flights, 3U);  // TCP, greeting, reply
  EXPECT_THAT(s.report().address, StartsWith("127.0.0.1:"));
  std::string stages;
  for (const auto& [at, spent] : s.report().stages) stages += std::string(name(at)) + ' ';
  EXPECT_EQ(stages, "resolve connect greeting capabilities ");
}

TEST(connect, passes_names_to_the_resolver) {
  scripted_session s("S: hello\n", {.patience = 2s});
  connect_options how = options_for(s);
  how.server.host = "localhost";
  const auto got = read_line(s, how);
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(*got, "hello");
}

TEST(connect, says_that_a_name_is_unknown) {
  scripted_session s("", {.patience = 2s});
  connect_options how = options_for(s);
  for (const std::string& host : {std::string(), std::string("no..name"), std::string("a\0b", 3)}) {
    how.server.host = host;
    const auto got = read_line(s, how);
    ASSERT_TRUE(fails(got, stage::resolve, cause::unresolved));
  }
}

TEST(connect, says_that_nobody_listens) {
  scripted_session s("");
  connect_options how = options_for(s);
  how.server.port = 1;
  const auto got = read_line(s, how);
  ASSERT_TRUE(fails(got, stage::connect, cause::refused));
  EXPECT_EQ(got.error().code, ECONNREFUSED);
  EXPECT_EQ(got.error().detail, "127.0.0.1:1: Connection refused");
}

TEST(connect, stalled_read_ends_at_the_deadline) {
  scripted_session s("stall\n");
  const instant deadline = s.deadline();
  const auto got = read_line(s);
  ASSERT_TRUE(fails(got, stage::greeting, cause::timeout));
  EXPECT_EQ(s.clock().now(), deadline);
}

TEST(connect, stalled_write_ends_at_the_deadline) {
  scripted_session s("stall\n");
  const instant deadline = s.deadline();
  const auto got =
      s.run([&](network& net, cancellation cancel, session_report& report) -> task<result<void>> {
        CO_TRY_AS(wire, co_await connect(net, options_for(s), cancel, report));
        wire->at(stage::data);
        const std::string much(64U << 20U, 'x');
        co_return co_await wire->write(much);
      });
  ASSERT_TRUE(fails(got, stage::data, cause::timeout));
  EXPECT_EQ(s.clock().now(), deadline);
}

TEST(connect, does_not_start_after_the_deadline) {
  scripted_session s("S: hello\n");
  connect_options how = options_for(s);
  how.deadline = s.clock().now();
  const auto got = read_line(s, how);
  ASSERT_TRUE(fails(got, cause::no_time));
  EXPECT_EQ(s.connections(), 0U);
}

TEST(connect, tells_a_hang_up_from_a_reset) {
  scripted_session s("S: 421 bye\nclose\nnext\nreset\n");
  ASSERT_TRUE(read_line(s));
  const auto got = read_line(s);
  ASSERT_TRUE(fails(got, cause::closed));
  EXPECT_EQ(s.unexpected(), "");
}

TEST(connect, fails_reads_after_close) {
  scripted_session s("S: hello\n");
  const auto got =
      s.run([&](network& net, cancellation cancel, session_report& report) -> task<result<std::size_t>> {
        CO_TRY_AS(wire, co_await connect(net, options_for(s), cancel, report));
        wire->close();
        wire->close();
        char space[10];
        co_return co_await wire->read_some(space);
      });
  ASSERT_TRUE(fails(got, cause::closed));
}

TEST(connect, leaves_no_socket_to_child_processes) {
  scripted_session s("S: hello\n");
  const auto checked =
      s.run([&](network& net, cancellation cancel, session_report& report) -> task<result<int>> {
        const auto wire = co_await connect(net, options_for(s), cancel, report);  // open while it looks
        if (!wire) co_return wire.error();
        int found = 0;
        for (int fd = 3; fd < 64; ++fd) {
          sockaddr_storage peer{};
          socklen_t size = sizeof peer;
          if (::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0) continue;
          const auto* address = reinterpret_cast<const sockaddr_in*>(&peer);
          if (ntohs(address->sin_port) != s.server().port) continue;
          ++found;
          EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
        }
        co_return found;
      });
  ASSERT_TRUE(checked);
  EXPECT_EQ(*checked, 1);
}

}  // namespace
}  // namespace watchpost::mail::net
