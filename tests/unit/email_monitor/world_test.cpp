// The clock of the tests: every wait ends, however its length falls to the real time that a step takes.
#include "world.h"

#include "mail/net/transport.h"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

namespace watchpost::email_monitor::test {
namespace {

namespace asio = boost::asio;

TEST(World, AWaitOfAnyLengthEndsInAFewSteps) {
  world w(account_type::imap);
  for (auto length = 6ms; length <= 14ms; length += 1ms) {
    asio::io_context loop;
    mail::net::network net(loop.get_executor(), *w.clock);
    bool over = false;
    asio::co_spawn(loop, mail::net::wait_until(net, w.clock->now() + length, {}),
                   [&over](const std::exception_ptr&, const mail::result<void>&) { over = true; });
    int steps = 0;
    while (!over && steps < 20) {
      w.wait_in(loop, net);
      ++steps;
    }
    EXPECT_TRUE(over) << length.count() << " ms";
    w.move(1s);
    net.time_jumped();
    loop.run();  // the coroutine goes before the network
  }
}

}  // namespace
}  // namespace watchpost::email_monitor::test
