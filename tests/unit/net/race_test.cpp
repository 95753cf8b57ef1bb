#include "mail/net/race.h"

#include "client.h"
#include "mail/net/internals.h"
#include "mail/net/resolve.h"
#include "silent_server.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace watchpost::mail::net {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using test::scripted_session;
using addresses = std::vector<tcp::endpoint>;

tcp::endpoint at(const char* address, std::uint16_t port = 25) {
  return {boost::asio::ip::make_address(address), port};
}

// The port that the race ended at.
task<result<std::uint16_t>> winner(network& net, addresses all, instant deadline, cancellation cancel,
                                   std::vector<route::attempt>& tried) {
  guard under{net.internals().timers, cancel, {}};
  under.until(deadline);
  CO_TRY_AS(socket, co_await race(net, all, under, tried));
  co_return socket.remote_endpoint().port();
}

result<std::uint16_t> run_race(scripted_session& s, const addresses& all) {
  std::vector<route::attempt> unused;
  return s.run([&](auto& net, auto cancel, auto&) { return winner(net, all, s.deadline(), cancel, unused); });
}

TEST(race, gives_a_silent_address_a_head_start_only) {
  scripted_session s("");
  const silent_server silent;
  const instant before = s.clock().now();
  const auto port = run_race(s, {silent.address(), at("127.0.0.1", s.server().port)});
  ASSERT_TRUE(port) << port.error();
  EXPECT_EQ(*port, s.server().port);
  EXPECT_EQ(s.clock().now() - before, head_start);
}

TEST(race, goes_on_at_once_after_a_refusal) {
  scripted_session s("");
  const instant before = s.clock().now();
  const auto port = run_race(s, {at("127.0.0.1", 1), at("127.0.0.1", 2), at("127.0.0.1", s.server().port)});
  ASSERT_TRUE(port) << port.error();
  EXPECT_EQ(*port, s.server().port);
  EXPECT_EQ(s.clock().now(), before);
}

TEST(race, prefers_the_first_address) {
  scripted_session s(""), other("");
  const auto port = run_race(s, {at("127.0.0.1", s.server().port), at("127.0.0.1", other.server().port)});
  ASSERT_TRUE(port);
  EXPECT_EQ(*port, s.server().port);
  EXPECT_EQ(other.connections(), 0U);
}

TEST(race, tells_what_the_first_address_said) {
  scripted_session s("");
  const auto port = run_race(s, {at("127.0.0.1", 1), at("127.0.0.1", 2)});
  ASSERT_TRUE(fails(port, cause::refused));
  EXPECT_EQ(port.error().detail, "127.0.0.1:1: Connection refused");
}

// Linux connects no TCP socket to a multicast address: ENETUNREACH, and nothing leaves the machine.
TEST(race, tells_a_missing_route_from_a_refusal) {
  scripted_session s("");
  const auto nowhere = run_race(s, {at("224.0.0.1"), at("224.0.0.2")});
  ASSERT_TRUE(fails(nowhere, cause::offline));
  EXPECT_EQ(nowhere.error().code, ENETUNREACH);

  const auto one_way = run_race(s, {at("224.0.0.1"), at("127.0.0.1", 1), at("127.0.0.1", 2)});
  ASSERT_TRUE(fails(one_way, cause::refused));
  EXPECT_EQ(one_way.error().detail, "127.0.0.1:1: Connection refused");
}

TEST(resolve, tells_an_unknown_name_from_no_name_service) {
  const endpoint server{"mx.test", 25};
  EXPECT_EQ(lookup_failure(server, boost::asio::error::host_not_found).why, cause::unresolved);
  EXPECT_EQ(lookup_failure(server, boost::asio::error::host_not_found_try_again).why, cause::offline);
}

TEST(race, ends_at_the_deadline) {
  scripted_session s("");
  const silent_server one, two;
  const instant deadline = s.deadline();
  const auto port = run_race(s, {one.address(), two.address()});
  ASSERT_TRUE(fails(port, stage::connect, cause::timeout));
  EXPECT_EQ(s.clock().now(), deadline);
}

TEST(race, ends_when_cancelled) {
  scripted_session s("");
  const silent_server silent;
  const instant before = s.clock().now();
  const auto port =
      s.run([&](network& net, cancellation cancel, session_report&) -> task<result<std::uint16_t>> {
        std::vector<route::attempt> unused;
        timer soon{net.internals().timers, [cancel]() mutable { cancel.raise(); }};
        soon.expires_at(before + 1s);
        const addresses all{silent.address()};
        co_return co_await winner(net, all, before + 30s, cancel, unused);
      });
  ASSERT_TRUE(fails(port, cause::cancelled));
  EXPECT_EQ(s.clock().now() - before, 1s);
}

TEST(race, tells_what_became_of_each_address) {
  scripted_session s("");
  const silent_server silent;
  const addresses all{at("127.0.0.1", 1), silent.address(), at("127.0.0.1", s.server().port),
                      at("127.0.0.1", 2)};
  std::vector<route::attempt> tried;
  const auto port =
      s.run([&](auto& net, auto cancel, auto&) { return winner(net, all, s.deadline(), cancel, tried); });
  ASSERT_TRUE(port) << port.error();
  ASSERT_EQ(tried.size(), 3U) << "the last one was not needed";
  EXPECT_EQ(tried[0].address, "127.0.0.1:1");
  EXPECT_EQ(tried[0].end, "Connection refused");
  EXPECT_EQ(tried[1].end, "given up");
  EXPECT_EQ(tried[2].end, "connected");
}

TEST(race, takes_the_families_by_turns) {
  addresses all{at("::1"), at("::2"), at("::3"), at("1.1.1.1"), at("2.2.2.2")};
  interleave(all);
  EXPECT_EQ(all, (addresses{at("::1"), at("1.1.1.1"), at("::2"), at("2.2.2.2"), at("::3")}));
  addresses one{at("1.1.1.1"), at("2.2.2.2")};
  interleave(one);
  EXPECT_EQ(one, (addresses{at("1.1.1.1"), at("2.2.2.2")}));
  addresses none;
  interleave(none);
  EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace watchpost::mail::net
