#include "mail/net/operations.h"

#include <gtest/gtest.h>

namespace watchpost::mail::net {
namespace {

using namespace std::chrono_literals;

TEST(operations, end_by_the_hosts_wish_until_their_time_is_over) {
  operations running;
  const cancellation in_time = running.begin(1, 10s), late = running.begin(2, 10s),
                     other = running.begin(3, 9s);
  running.cancel(1, 10s - 1ms);
  running.cancel(2, 10s);
  running.cancel(4, 0s);
  EXPECT_TRUE(in_time.raised());
  EXPECT_FALSE(late.raised());
  EXPECT_FALSE(other.raised());
  running.cancel_all();
  EXPECT_TRUE(late.raised());
  EXPECT_TRUE(other.raised());
}

TEST(operations, are_none_when_all_have_ended) {
  operations running;
  EXPECT_TRUE(running.none());
  running.begin(1, 10s);
  const cancellation second = running.begin(2, 10s);
  running.end(2);
  EXPECT_FALSE(running.none());
  running.cancel(2, 0s);
  EXPECT_FALSE(second.raised());
  running.end(1);
  EXPECT_TRUE(running.none());
}

}  // namespace
}  // namespace watchpost::mail::net
