// A thousand servers that say nothing cost one thread and little memory.
#include "client.h"
#include "silent_server.h"
#include "support/manual_clock.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <list>
#include <sys/resource.h>

namespace watchpost::mail::net {
namespace {

using namespace std::chrono_literals;

constexpr int many = 1000;

bool may_open(rlim_t files) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= files) return true;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, files);
  return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= files;
}

long resident_kib() {
  long total = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * (::sysconf(_SC_PAGESIZE) / 1024);
}

// All stall in the TLS handshake, or for the greeting; all end at the deadline. KiB per connection at the
// peak.
double stall(tls_mode mode) {
  const silent_server server{4096};
  boost::asio::io_context loop{1};
  test::manual_clock clock;
  network net{loop.get_executor(), clock};
  std::list<session_report> reports;
  int timeouts = 0;
  const long before = resident_kib();
  for (int i = 0; i < many; ++i) {
    const connect_options how{.server = {"127.0.0.1", server.port()},
                              .tls = mode,
                              .trust = {.verify = false, .ca_file = {}},
                              .connect_by = {},
                              .deadline = clock.now() + 30s};
    boost::asio::co_spawn(loop, first_line(net, how, cancellation{}, reports.emplace_back()),
                          [&](const std::exception_ptr& e, const result<std::string>& got) {
                            if (!e && !got && got.error().why == cause::timeout) ++timeouts;
                          });
  }
  const auto connected = [&] {
    return std::ranges::all_of(reports, [](const session_report& r) { return !r.address.empty(); });
  };
  while (!connected()) loop.run_one();
  while (loop.poll() > 0) {
  }
  const long peak = resident_kib();
  EXPECT_EQ(timeouts, 0);
  clock.advance(30s);
  net.time_jumped();
  loop.run();
  EXPECT_EQ(timeouts, many);
  return static_cast<double>(peak - before) / many;
}

TEST(many, stalled_connections_on_one_thread) {
  if (!may_open(many + 100)) GTEST_SKIP() << "too few open files are allowed";
  const double clear = stall(tls_mode::none);
  const double secured = stall(tls_mode::implicit);
  RecordProperty("kib_per_clear_connection", std::to_string(clear));
  RecordProperty("kib_per_tls_handshake", std::to_string(secured));
  std::cout << clear << " KiB per clear connection, " << secured << " KiB per TLS handshake\n";
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(clear, 12);
  EXPECT_LT(secured, 80);
#endif
}

}  // namespace
}  // namespace watchpost::mail::net
